import type { Category, RecipientResult } from './bounce-report.ts';

/** A bounce is some kilobytes and the newsletter that it returns; of a longer one the beginning says all. */
export const maxReturnedBytes = 1024 * 1024;

/** A message that came back, however it reached us. */
export interface ReturnedMail {
  readonly bytes: Uint8Array;
  /** The address that the envelope named (RFC 5321, RCPT TO); null where only the message itself is at hand. */
  readonly envelopeRecipient: string | null;
  readonly via: 'smtp' | 'imap' | 'file';
  readonly at: Date;
}

/** What a provider of relays tells us through a webhook, or the relay itself during the send. */
export interface ProviderEvent {
  /** Such as `amazon-ses`; `relay` for the reply to our own transaction. */
  readonly provider: string;
  /** The provider's own name for the event: the same one told twice counts once. */
  readonly eventId: string;
  /** The Message-ID that we gave the message, with or without its brackets; null where the provider keeps it. */
  readonly messageId: string | null;
  /**
   * The return path of our envelope, where the provider tells it (`mail.source` of Amazon SES, whose Message-ID is its
   * own): it holds the same signed tag, so either of the two says whose the event is.
   */
  readonly returnPath?: string | null;
  readonly result: RecipientResult;
  readonly at: Date;
}

/** What became of one report about one recipient. */
export interface TakenFeedback {
  readonly became:
    | 'suppressed'
    /** Noted against the subscriber, and not yet enough. */
    | 'counted'
    /** Would suppress, and waits for a person: too many of one provider at once. */
    | 'quarantined'
    /** Says something about us or the issue, or nothing that changes anything. */
    | 'noted'
    /** The reader's own wish, by a mail to the unsubscribe mailbox. */
    | 'unsubscribed'
    /** A person's letter, which is on its way to the editor. */
    | 'forwarded'
    /** Belongs to no delivery that was accepted: forged, or of another system. Changes nothing. */
    | 'unmatched'
    /** Was recorded before. */
    | 'repeated';
  /** The subscriber's address; null where it could not be said whose it is. */
  readonly address: string | null;
  readonly category: Category;
  /** In a sentence, why. */
  readonly why: string;
  /** Present where it bears a signed name, which names nobody here. */
  readonly doubt?: NameDoubt;
}

/**
 * What is to be said of a signed name that names nobody here: its key is none that this database knows (the name may be
 * another database's, or known again once its secret is at hand), the key did not sign it, or there is nobody of that
 * name.
 */
export type NameDoubt = 'unknown key' | 'forged' | 'unknown here';

/**
 * Whether something bears a name by a key that this database does not know. Nothing of it is recorded, and whoever has it
 * keeps it to offer it again, since the secret may be given back.
 */
export function isWaiting({ doubt }: Pick<TakenFeedback, 'doubt'>): boolean {
  return doubt === 'unknown key';
}

/** For the person who can give the secret back; of all that is waiting told once. */
export const waitingWords =
  'names what was sent by a key that this database does not know: it was sent from another database, or its secret is not ' +
  'at hand. Give DATABASE_URL of the one that sent it, or the secret that signed it in PENNYPOST_SECRET, behind the one of now.';

/**
 * The one way in for what comes back. When a call resolves, everything it tells is committed; where it rejects, the
 * database could not be asked of some of it, so whoever called must offer the same again: what was recorded of it counts
 * once. So must they what {@link isWaiting}.
 */
export interface FeedbackIntake {
  takeMail(mail: ReturnedMail): Promise<readonly TakenFeedback[]>;
  takeEvents(events: readonly ProviderEvent[]): Promise<readonly TakenFeedback[]>;
}
