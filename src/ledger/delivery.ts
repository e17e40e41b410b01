import type { Subscriber } from '../audience/subscriber.ts';
import type { SmtpReply } from '../mail/smtp-reply.ts';
import type { DeliveryNames } from './delivery-names.ts';

/** One send to one subscriber. */
export interface DeliveryId {
  readonly send: number;
  readonly subscriber: number;
}

/** One text for a delivery, to find it by in a map. */
export function deliveryKey({ send, subscriber }: DeliveryId): string {
  return `${send}.${subscriber}`;
}

/** A delivery that this worker alone may now attempt. The fence names this claim; a later claim has a higher one. */
export interface ClaimedDelivery {
  readonly id: DeliveryId;
  readonly fence: number;
  /** Counted from 1. */
  readonly attempt: number;
  readonly digest: string;
  readonly subscriber: Subscriber;
  /** The provider to which the MX records of the recipient's domain lead, as far as is known. */
  readonly hostedBy: string | null;
  /** Whether that is to be asked, for the next. */
  readonly isHostUnknown: boolean;
  /** The `refusalKey` of the last outcome that had one; null where nothing was refused. */
  readonly refusedBefore: string | null;
  readonly names: DeliveryNames;
  /** Where it is mail that is no issue, what is its own; such mail does as it is told whatever its send. */
  readonly notice?: ClaimedNotice;
}

/** What one notice's message is made of, beside what all of its kind share. */
export interface ClaimedNotice {
  readonly nonce: string;
  /** As hex; null where it has no link. */
  readonly linkHash: string | null;
  /** What it says itself, as the email room stores it; null where its kind shares all its words. */
  readonly words: string | null;
}

/**
 * How an attempt ended, as the ledger records it. What the relay said is `reply`; `detail` is for people alone, and
 * `refusalKey` stands for all refusals in the same words.
 */
export type Outcome =
  | { readonly state: 'accepted'; readonly reply: SmtpReply }
  | {
      readonly state: 'deferred';
      readonly reply: SmtpReply | null;
      readonly detail: string;
      readonly retryAt: Date;
      /** Put back before anything was sent: the attempt does not count. */
      readonly isUncounted?: true;
      readonly refusalKey?: string;
    }
  | {
      readonly state: 'failed';
      readonly reply: SmtpReply | null;
      readonly detail: string;
      /** Where it was refused for good: until it is known whether that is about the recipient, it is held against nobody. */
      readonly refusalKey?: string;
    }
  /** Nothing was said about this recipient and nothing sent: the attempt does not count. */
  | {
      readonly state: 'pending';
      readonly reply?: SmtpReply;
      readonly detail: string;
      readonly refusalKey?: string;
    }
  | { readonly state: 'in_doubt'; readonly detail: string };

/** Which deliveries a worker may touch: those of real sends and every notice, or one rehearsal and nothing else. */
export type Scope =
  | { readonly rehearsal: false; readonly send?: number }
  | { readonly rehearsal: true; readonly send: number };

/** Where every subscriber of a send stands. Once nothing is open: audience = accepted + failed + skipped + inDoubt. */
export interface Account {
  readonly audience: number;
  /** Waiting for what becomes of the canary; see judge-canary.ts. */
  readonly held: number;
  readonly pending: number;
  readonly sending: number;
  readonly accepted: number;
  readonly deferred: number;
  readonly failed: number;
  readonly skipped: number;
  readonly inDoubt: number;
  /** `skipped`, by why: a reason of a suppression, or one of skip-reason.ts. Only the reasons there are. */
  readonly skippedFor: Readonly<Record<string, number>>;
}

/** Whoever a send has not got to yet, those included that are held. */
export function notYetSent({ held, pending, sending }: Account): number {
  return held + pending + sending;
}

export function openDeliveries(account: Account): number {
  return notYetSent(account) + account.deferred;
}
