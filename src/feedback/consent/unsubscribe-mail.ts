import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime-message.ts';
import { addressesIn } from '../reports/find-recipients.ts';

/** RFC 6068 section 5: programs that do not decode the address of a `mailto:` leave its `%20`, or make it a plus. */
const subject = /^\s*unsubscribe(?:\s|%20|\+)+([\w-]{32})\s*$/i;

/**
 * The token of a mail to the unsubscribe mailbox (RFC 2369 section 3.2), or null where the message is none. Who sent
 * it does not matter: whoever holds the token may leave with it, and a From proves nothing.
 *
 * @param envelopeRecipient null where only the message is at hand; then the header says to whom it was sent
 */
export function unsubscribeMailToken(
  message: MimeMessage,
  envelopeRecipient: string | null,
  unsubscribeMailbox: string,
): string | null {
  const to = ['delivered-to', 'x-original-to', 'to', 'cc'].flatMap((name) =>
    addressesIn(fieldValue(message.headers, name) ?? ''),
  );
  const recipients = envelopeRecipient === null ? to : [envelopeRecipient.toLowerCase()];
  if (!recipients.includes(unsubscribeMailbox.toLowerCase())) return null;
  return subject.exec(fieldValue(message.headers, 'subject') ?? '')?.[1] ?? null;
}
