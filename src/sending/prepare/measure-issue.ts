import { longestValues } from '../../audience/scan-lists.ts';
import type { SubscriberList } from '../../audience/subscriber-list.ts';
import { unsubscribeToken } from '../../audience/unsubscribe-token.ts';
import { type EmailSize, emailSize, personalSlots } from '../../email/message/email-size.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import type { LongestValues } from '../../email/slots/slot-size.ts';
import { longestAddresses } from '../../mail/address.ts';
import { readerLinks } from './compose-delivery.ts';

/** Whoever a token names and whoever signs it, it has the same length. */
const anyToken = unsubscribeToken('00000000-0000-4000-8000-000000000000', {
  id: '000000',
  key: Buffer.alloc(32),
});

/**
 * What an issue weighs for the recipient to whom it is longest. The lists are read for it only where the template says
 * more of a reader than their address, and for issues of one template only once. Rejects with an AudienceError where a
 * list cannot be read to its end.
 */
export function measureWith(
  lists: readonly SubscriberList[],
): (rendered: RenderedIssue) => Promise<EmailSize> {
  const scans = new Map<string, Promise<LongestValues>>();
  return async (rendered) => {
    const slots = personalSlots(rendered);
    const key = JSON.stringify(slots.map(({ field, context }) => [field, context]));
    const scan = scans.get(key) ?? longestValues(lists, slots);
    scans.set(key, scan);
    const { unsubscribeUrl, preferencesUrl } = readerLinks(rendered.newsletter, anyToken);
    return emailSize(rendered, {
      ...(await scan),
      email: longestAddresses,
      unsubscribeUrl: [unsubscribeUrl],
      preferencesUrl: [preferencesUrl],
    });
  };
}
