import type { Receipt } from '../../src/delivery/receipt.ts';
import type { Refusal } from '../../src/delivery/refusal-cause.ts';
import { parseSmtpReply } from '../../src/mail/smtp-reply.ts';

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
