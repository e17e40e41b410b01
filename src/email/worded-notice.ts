import type { EmailAddress } from '../mail/address.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import { EmailError } from './email-error.ts';

/**
 * Word to the editor: what one notice says itself, where the notices of its kind share no text. In plain text, since it
 * may hold what strangers wrote.
 */
export interface WordedNotice {
  readonly subject: string;
  readonly text: string;
  /** To whom an answer goes; null where that is to the newsletter. */
  readonly replyTo: Mailbox | null;
  /** A message that goes with it, as it came; null where none does. */
  readonly enclosed: Uint8Array | null;
}

/** As the ledger keeps it; see stored-issue.ts for what another form of it would mean. */
const form = 1;

export function storeWordedNotice({ enclosed, ...words }: WordedNotice): string {
  const base64 = enclosed && Buffer.from(enclosed).toString('base64');
  return JSON.stringify({ form, ...words, enclosed: base64 });
}

/** @throws EmailError where it is damaged, or of a form that this version does not know */
export function parseWordedNotice(text: string): WordedNotice {
  const { form: its, subject, text: words, replyTo, enclosed } = JSON.parse(text) as Record<string, unknown>;
  if (its !== form || typeof subject !== 'string' || typeof words !== 'string') {
    throw new EmailError([
      'What a notice says was stored by another version of Pennypost, or is damaged: go on with a newer one.',
    ]);
  }
  return {
    subject,
    text: words,
    replyTo: replyTo === null ? null : mailboxOf(replyTo as Record<string, unknown>),
    enclosed: typeof enclosed === 'string' ? Buffer.from(enclosed, 'base64') : null,
  };
}

function mailboxOf({ name, address }: Record<string, unknown>): Mailbox {
  return { name: String(name), address: String(address) as EmailAddress };
}
