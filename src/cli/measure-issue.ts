import { findListsIfAny } from '../audience/subscriber-file.ts';
import { longestValues } from '../audience/survey-lists.ts';
import { testUnsubscribeToken } from '../audience/unsubscribe-token.ts';
import { type EmailSize, emailSize, personalSlots } from '../email/email-size.ts';
import type { RenderedIssue } from '../email/rendered-issue.ts';
import { longestAddresses } from '../mail/address.ts';
import { readerLinks } from './compose-delivery.ts';

/** Whoever signs a token, it has the same length. */
const anyKeys = { id: '0', key: Buffer.alloc(32), keys: new Map<string, Buffer>() };

/**
 * What an issue weighs for the recipient to whom it is longest. The lists are read for it only where the template says
 * more of a reader than their address.
 *
 * @throws AudienceError where a list cannot be read to its end
 */
export async function measureIssue(rendered: RenderedIssue, listsDirectory: string): Promise<EmailSize> {
  const longest = await longestValues(await findListsIfAny(listsDirectory), personalSlots(rendered));
  const { unsubscribeUrl, preferencesUrl } = readerLinks(rendered.newsletter, testUnsubscribeToken(anyKeys));
  return emailSize(rendered, {
    ...longest,
    email: longestAddresses,
    unsubscribeUrl: [unsubscribeUrl],
    preferencesUrl: [preferencesUrl],
  });
}
