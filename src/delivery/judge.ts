import type { Outcome } from '../ledger/delivery.ts';
import { isPermanent, type SmtpReply } from '../mail/smtp-reply.ts';
import type { Receipt } from './receipt.ts';

/** What we decide after an attempt: what the ledger records, and whether the whole send must stop, and why. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly pauseReason: string | null;
}

const minute = 60_000;
/** The waits before the second, third… attempt; after the last the relay's word is taken as final. */
const retryDelaysMs = [5, 15, 45, 120, 240, 480, 960].map((minutes) => minutes * minute);
/** A fifth more or less, so that what was deferred together does not come back together. */
const jitter = 0.2;

/** RFC 4954 section 6: replies that mean our login, not this recipient. */
const loginCodes = new Set([530, 534, 535, 538]);

/**
 * Judges a receipt by reply code and enhanced status.
 *
 * @param attempt counted from 1
 * @param random in [0, 1)
 */
export function judge(receipt: Receipt, attempt: number, now: Date, random: number): Verdict {
  switch (receipt.kind) {
    case 'accepted':
      return verdict({ state: 'accepted', reply: receipt.reply });
    case 'refused':
      return judgeRefusal(receipt, attempt, now, random);
    case 'unreachable':
      return verdict({ state: 'pending', detail: receipt.problem });
    case 'lost':
      return verdict(retryOrFail(null, receipt.problem, attempt, now, random));
    case 'unknown':
      return verdict({ state: 'in_doubt', detail: receipt.problem });
    case 'withheld':
      return verdict({ state: 'pending', detail: 'Withheld before the final dot: the claim held no more.' });
    case 'unsendable':
      return verdict({ state: 'failed', reply: null, detail: receipt.problem });
  }
}

function judgeRefusal(
  { at, reply }: Extract<Receipt, { kind: 'refused' }>,
  attempt: number,
  now: Date,
  random: number,
): Verdict {
  if (loginCodes.has(reply.code) || (at === 'sender' && isPermanent(reply))) {
    const whose = at === 'sender' ? 'the return path' : 'our login';
    return {
      outcome: { state: 'pending', detail: reply.text },
      pauseReason: `The relay refused ${whose}, which would fail every recipient: ${reply.text}`,
    };
  }
  if (isPermanent(reply)) return verdict({ state: 'failed', reply, detail: reply.text });
  return verdict(retryOrFail(reply, reply.text, attempt, now, random));
}

function retryOrFail(
  reply: SmtpReply | null,
  detail: string,
  attempt: number,
  now: Date,
  random: number,
): Outcome {
  const delayMs = retryDelaysMs[attempt - 1];
  if (delayMs === undefined) {
    return { state: 'failed', reply, detail: `Given up after ${attempt} attempts. ${detail}` };
  }
  const jittered = delayMs * (1 - jitter + 2 * jitter * random);
  return { state: 'deferred', reply, detail, retryAt: new Date(now.getTime() + jittered) };
}

function verdict(outcome: Outcome): Verdict {
  return { outcome, pauseReason: null };
}
