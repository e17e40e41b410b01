import { isPermanent, type SmtpReply } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { isGreylisting } from './greylisting.ts';
import { demandsOwnSender } from './own-sender.ts';

export type Refusal = Extract<Receipt, { kind: 'refused' }>;

/**
 * Whom or what a refusal is about, which decides what is done about it:
 *
 * - `login`, `sender`: us. Every recipient would be refused alike.
 * - `quota`: how much we may send in a day, which is used up.
 * - `busy-relay`: the relay has too much to do. Says nothing about this recipient.
 * - `busy-domain`: the recipient's domain wants less of our mail, or none for now.
 * - `greylisting`: the first refusal of this recipient, with which every new sender is met. Says nothing about anybody.
 * - `mailbox`: this recipient, for good.
 * - `relaying`: the relay passes nothing on for us, or not to there.
 * - `policy`: somebody's rules, for good; about us where many domains say it, about the message where one does.
 * - `other`: for good, and no more is known.
 * - `moment`: not now, and no more is known.
 */
export type RefusalCause =
  | 'login'
  | 'sender'
  | 'quota'
  | 'busy-relay'
  | 'busy-domain'
  | 'greylisting'
  | 'moment'
  | WordedCause;

/** What the words of a refusal may say it is about, where its codes leave that open. */
export type WordedCause = 'mailbox' | 'relaying' | 'policy' | 'other';

/** How a refusal reads to those who read bounces: the send must not believe anything else than they do. */
export interface RefusalReader {
  /** What a refusal for good is about. */
  cause(reply: SmtpReply, recipient: string): WordedCause;
  /** Whether a refusal, for good or for now, says that the quota of a day is used up. */
  isDailyQuota(reply: SmtpReply, recipient: string): boolean;
  /** Whether a refusal for now is of how much or how fast we send, or of a sender being new. */
  isOfPace(reply: SmtpReply, recipient: string): boolean;
  /** Whether a refusal for now says what is held against the sender: too much mail, a block list, who they are. */
  isBlame(reply: SmtpReply, recipient: string): boolean;
}

/** RFC 3463 section 3.8 and RFC 5248: statuses that mean our login or what it lacks. */
const loginDetails = new Set(['7.8', '7.9', '7.10', '7.11', '7.13']);
/** Postfix, of an address that has an owner. */
const isNotLoggedIn = /\bsender address rejected: not logged in\b/i;
/** RFC 3463 section 3.2: the sender's address. Relays that put off their checks say it at RCPT. */
const senderDetails = new Set(['1.7', '1.8']);
/** RFC 3463 sections 3.4 and 3.5: the system full, not taking messages, and congested. */
const busyDetails = new Set(['3.1', '3.2', '4.5']);
/** RFC 7504: the recipient's domain takes no mail at all. */
const noMailCodes = new Set([521, 556]);
/** RFC 3463 sections 3.2, 3.3 and 3.5: the address, the mailbox, and the way to the next host. */
const ofRecipient = /^[124]\./;
const waiting: readonly RefusalCause[] = ['busy-relay', 'busy-domain', 'moment'];
/** RFC 3463 section 3.5: congestion, which for good only Google says, of a quota that is used up. */
const quotaDetail = '4.5';
const maxText = 1_000;

/**
 * Decides by reply code, enhanced status and the command that was refused, and by the words only what those leave open.
 *
 * @param recipient the address that the message was for
 * @param isRepeated whether this recipient was refused in the same words the last time
 */
export function refusalCause(
  refusal: Refusal,
  recipient: string,
  reader: RefusalReader,
  isRepeated: boolean,
): RefusalCause {
  const { at, reply } = refusal;
  if (isPermanent(reply)) {
    const worded = () => wordedCause(reply, recipient, reader);
    const atMail = () => (worded() === 'quota' ? 'quota' : 'sender');
    return permanentCause(at, reply) ?? (at === 'sender' ? atMail() : worded());
  }
  const cause = transientCause(at, reply);
  // At any other time it is one domain that has had enough of us for today.
  if (cause === 'busy-relay' && reader.isDailyQuota(reply, recipient)) return 'quota';
  const isOpen = (cause === 'busy-domain' || cause === 'moment') && !isRepeated;
  return isOpen && isGreylisting(refusal, () => reader.isBlame(reply, recipient)) ? 'greylisting' : cause;
}

/**
 * Whom a refusal for now puts off, where that may well be a fault of ours or of the relay and is to be judged: `everybody`
 * where it was said before any recipient was named, or of our return path or the relay's own system; `recipient` where it
 * was said of one, a second time. Null where it is about a mailbox, a domain, or the pace.
 *
 * @param cause as {@link refusalCause} has it
 */
export function whoIsPutOff(
  refusal: Refusal,
  recipient: string,
  reader: RefusalReader,
  { cause, isRepeated }: { readonly cause: RefusalCause; readonly isRepeated: boolean },
): 'everybody' | 'recipient' | null {
  const { at, reply } = refusal;
  if (isPermanent(reply) || !waiting.includes(cause)) return null;
  const detail = detailOf(reply);
  if (reply.code === 421 || reply.code === 454 || detail === quotaDetail) return null;
  if (reader.isOfPace(reply, recipient)) return null;
  if (at === 'sender' || senderDetails.has(detail) || busyDetails.has(detail)) return 'everybody';
  const isAboutThem = ofRecipient.test(detail) || reader.cause(reply, recipient) === 'mailbox';
  return isRepeated && !isAboutThem ? 'recipient' : null;
}

/**
 * How a server says that it has had enough of a client and not of mail to anywhere: Postfix's `Error: too many recipients
 * from 192.0.2.7`, `421 Too many concurrent SMTP connections`, `421 4.5.0 Too many errors, bye`.
 */
const ofClient =
  /\btoo (?:many|much) (?:(?:concurrent|simultaneous|open) )?(?:smtp )?(?:connections?|sessions?|errors|commands|(?:recipients|mail) from \[?[\da-f]{1,4}[.:])\b|\bmaximum (?:number of )?(?:concurrent )?connections\b|\bconnection (?:rate )?limit\b/i;
/** What it was told by another server and passes on. */
const quotesAnother = /\bsaid:/i;

function isOwnLimit(reply: SmtpReply): boolean {
  // RFC 3463 section 3.6: 421 with x.5.x ends a session over how it was led.
  if (reply.code === 421 && detailOf(reply).startsWith('5.')) return true;
  const text = reply.text.slice(0, maxText);
  return ofClient.test(text) && !quotesAnother.test(text);
}

/** Whether the relay has too much to do for the message. */
export function isBusyRelay({ at, reply }: Refusal): boolean {
  return !isPermanent(reply) && transientCause(at, reply) === 'busy-relay';
}

function detailOf({ enhancedStatus }: SmtpReply): string {
  return enhancedStatus?.slice(2) ?? '';
}

function permanentCause(at: Refusal['at'], reply: SmtpReply): RefusalCause | null {
  const { code } = reply;
  const detail = detailOf(reply);
  // RFC 4954 section 6 has its codes among 530 to 538, RFC 5321 leaves the rest of 53x to nobody.
  if ((code >= 530 && code <= 539) || loginDetails.has(detail) || isNotLoggedIn.test(reply.text))
    return 'login';
  if (detail === quotaDetail) return 'quota';
  if (senderDetails.has(detail) || demandsOwnSender(reply)) return 'sender';
  return at !== 'sender' && noMailCodes.has(code) ? 'mailbox' : null;
}

function wordedCause(reply: SmtpReply, recipient: string, reader: RefusalReader): RefusalCause {
  return reader.isDailyQuota(reply, recipient) ? 'quota' : reader.cause(reply, recipient);
}

function transientCause(at: Refusal['at'], reply: SmtpReply): RefusalCause {
  const { code } = reply;
  const detail = detailOf(reply);
  // Postfix puts off with 454 4.7.1 whoever may not send through it, where it is not sure yet that it stays so.
  if (code === 454 && at === 'recipient' && detail.startsWith('7.')) return 'login';
  if (isOwnLimit(reply)) return 'busy-relay';
  // Amazon SES answers the message with a bare 454 when it is sent too fast. At MAIL nobody's name was said yet.
  if (at === 'sender' || code === 454 || busyDetails.has(detail)) return 'busy-relay';
  // RFC 5321 section 3.8: a bare 421 is how a server that is shut down takes its leave, whoever the message is for.
  if (code === 421 && detail === '') return 'busy-relay';
  // 4.4.2 is how a relay ends a session that stood still, RFC 3463 section 3.5: nobody wants less mail for that.
  if (code === 421 && detail !== '4.2') return 'busy-domain';
  return detail.startsWith('7.') ? 'busy-domain' : 'moment';
}

/** 421 and the like before any recipient was named: the relay turns us away for now, and is not out of order. */
export function isTurnedAway(receipt: Receipt): boolean {
  return receipt.kind === 'unreachable' && receipt.reply !== undefined && !isPermanent(receipt.reply);
}
