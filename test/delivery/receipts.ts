import { type Refusal, refusalCause, whoIsPutOff } from '../../src/delivery/refusals/refusal-cause.ts';
import { refusalKey } from '../../src/delivery/refusals/refusal-key.ts';
import type { JudgedRefusal } from '../../src/delivery/refusals/relay-health.ts';
import type { Receipt } from '../../src/delivery/relay/receipt.ts';
import { parseSmtpReply } from '../../src/mail/smtp-reply.ts';
import { readRefusal } from '../../src/sending/worker/read-refusal.ts';

/** A refusal with the reply that a relay would have given. */
export function refused(at: Refusal['at'], text: string): Refusal {
  const reply = parseSmtpReply(text);
  if (!reply) throw new Error(`${text} is no reply`);
  return { kind: 'refused', at, reply };
}

export const accepted: Receipt = {
  kind: 'accepted',
  reply: { code: 250, enhancedStatus: '2.0.0', text: '250 2.0.0 ok' },
};

export function unreachable(at: 'connect' | 'tls' | 'login', text?: string): Receipt {
  const reply = text === undefined ? null : parseSmtpReply(text);
  return { kind: 'unreachable', at, problem: 'The relay cannot be used: so it is.', ...(reply && { reply }) };
}

/** What a refusal is about, as the relays' own set has it judged; null for any other receipt. */
export function judged(
  receipt: Receipt,
  recipient = 'ada@home.example',
  isRepeated = false,
): JudgedRefusal | null {
  if (receipt.kind !== 'refused') return null;
  const cause = refusalCause(receipt, recipient, readRefusal, isRepeated);
  const putsOff = whoIsPutOff(receipt, recipient, readRefusal, { cause, isRepeated });
  return { cause, key: refusalKey(receipt.reply, recipient), putsOff };
}
