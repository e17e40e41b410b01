import { type UnsubscribeMailbox, unsubscribeMailboxes } from '../../audience/unsubscribe-mailbox.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import type { FeedbackIntake } from '../../feedback/feedback-intake.ts';
import { proveSenderBy } from '../../feedback/inbound/prove-sender-dns.ts';
import { openFeedbackIntake } from '../../feedback/record/feedback-intake-sql.ts';
import { domainOf, type EmailAddress } from '../../mail/address.ts';
import type { LinkKeys } from '../../sending/keys.ts';

/**
 * What takes everything that comes back to the newsletter; one a process.
 *
 * @param onForwarded told when a letter is in the ledger as a notice to the editor
 */
export function openIntake(
  config: Config,
  keys: LinkKeys,
  database: Database,
  onForwarded: () => void,
): FeedbackIntake {
  const { lettersTo, newsletter } = config;
  return openFeedbackIntake(database, {
    forwarding: lettersTo === null ? null : { to: lettersTo, newsletter, onForwarded },
    keys,
    unsubscribeMailboxes: mailboxesOf(config),
    proveSender: proveSenderBy(),
  });
}

/** Where readers may write to leave. */
export function mailboxesOf({ newsletter, returnPath }: Config): readonly UnsubscribeMailbox[] {
  return unsubscribeMailboxes({
    ...newsletter,
    returnPath,
    fromDomain: domainOf(newsletter.from.address as EmailAddress),
  });
}
