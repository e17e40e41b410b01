import { isPermanent, type SmtpReply } from '../mail/smtp-reply.ts';
import type { Receipt } from './receipt.ts';

export type Refusal = Extract<Receipt, { kind: 'refused' }>;

/**
 * Whom or what a refusal is about, which decides what is done about it:
 *
 * - `login`, `sender`: us. Every recipient would be refused alike.
 * - `busy-relay`: the relay has too much to do. Says nothing about this recipient.
 * - `busy-domain`: the recipient's domain wants less of our mail, or none for now.
 * - `mailbox`: this recipient, for good.
 * - `policy`: somebody's rules, for good; about us where many domains say it, about the message where one does.
 * - `other`: for good, and no more is known.
 * - `moment`: not now, and no more is known.
 */
export type RefusalCause =
  | 'login'
  | 'sender'
  | 'busy-relay'
  | 'busy-domain'
  | 'mailbox'
  | 'policy'
  | 'other'
  | 'moment';

/** RFC 3463 section 3.8 and RFC 5248: statuses that mean our login or what it lacks. */
const loginDetails = new Set(['7.8', '7.9', '7.10', '7.11', '7.13']);
/** RFC 3463 section 3.2: the sender's address. Relays that put off their checks say it at RCPT. */
const senderDetails = new Set(['1.7', '1.8']);
/** RFC 3463 sections 3.4 and 3.5: the system full, not taking messages, and congested. */
const busyDetails = new Set(['3.1', '3.2', '4.5']);
/** RFC 7504: the recipient's domain takes no mail at all. */
const noMailCodes = new Set([521, 556]);

/** Decides by reply code, enhanced status and the command that was refused, never by what the words say. */
export function refusalCause({ at, reply }: Refusal): RefusalCause {
  const detail = reply.enhancedStatus?.slice(2) ?? '';
  return isPermanent(reply) ? permanentCause(at, reply, detail) : transientCause(at, reply, detail);
}

function permanentCause(at: Refusal['at'], { code }: SmtpReply, detail: string): RefusalCause {
  // RFC 4954 section 6 has its codes among 530 to 538, RFC 5321 leaves the rest of 53x to nobody.
  if ((code >= 530 && code <= 539) || loginDetails.has(detail)) return 'login';
  if (at === 'sender' || senderDetails.has(detail)) return 'sender';
  if (/^[12]\./.test(detail) || noMailCodes.has(code)) return 'mailbox';
  return detail.startsWith('7.') ? 'policy' : 'other';
}

function transientCause(at: Refusal['at'], { code }: SmtpReply, detail: string): RefusalCause {
  // Postfix puts off with 454 4.7.1 whoever may not send through it, where it is not sure yet that it stays so.
  if (code === 454 && at === 'recipient' && detail.startsWith('7.')) return 'login';
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
