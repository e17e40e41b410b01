import type { Outcome } from '../ledger/delivery.ts';
import { isPermanent, type SmtpReply } from '../mail/smtp-reply.ts';
import { greylistingDelayMs } from './refusals/greylisting.ts';
import type { Refusal } from './refusals/refusal-cause.ts';
import { refusalKey } from './refusals/refusal-key.ts';
import type { JudgedRefusal } from './refusals/relay-health.ts';
import type { Receipt } from './relay/receipt.ts';

/** What judging needs to know of an attempt beside its receipt. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  /** From here on a delivery that the relay will not take is given up: news of last week is none. */
  readonly giveUpAt: Date;
}

const minuteMs = 60_000;
/** The waits before the second, third… attempt. The last one repeats until the delivery is given up. */
const retryDelaysMs = [5, 15, 45, 120, 240, 480, 960].map((minutes) => minutes * minuteMs);
/** A fifth more or less, so that what was deferred together does not come back together. */
const jitter = 0.2;
/** The first attempt may have been cut before greylisting had its word; whoever finds new words each time is no greylist. */
const mostGreylisted = 2;

/**
 * What becomes of a delivery after an attempt. What the attempt says of the relay and of the recipient's domain is for
 * relay-health.ts and domain-pace.ts.
 *
 * @param judged where the receipt is a refusal
 * @param random in [0, 1)
 */
export function judge(
  receipt: Receipt,
  judged: JudgedRefusal | null,
  attempt: Attempt,
  now: Date,
  random: number,
): Outcome {
  switch (receipt.kind) {
    case 'accepted':
      return { state: 'accepted', reply: receipt.reply };
    case 'refused':
      return judgeRefusal(receipt, judged, attempt, now, random);
    case 'unreachable':
      return {
        state: 'pending',
        // It was said before anybody was named, so no name stands in it.
        ...(receipt.reply && { reply: receipt.reply, refusalKey: refusalKey(receipt.reply, '') }),
        detail: receipt.problem,
      };
    case 'lost':
      return retryOrGiveUp(null, receipt.problem, attempt, now, usualDelayMs(attempt, random));
    case 'unknown':
      return { state: 'in_doubt', detail: receipt.problem };
    case 'too_large':
      return { state: 'pending', ...(receipt.reply && { reply: receipt.reply }), detail: receipt.problem };
    case 'withheld':
      return {
        state: 'pending',
        detail: 'Withheld before the final dot: the claim held no more, or the worker was told to stop.',
      };
    case 'unsendable':
      return { state: 'failed', reply: null, detail: receipt.problem };
  }
}

function judgeRefusal(
  { reply }: Refusal,
  judged: JudgedRefusal | null,
  attempt: Attempt,
  now: Date,
  random: number,
): Outcome {
  const cause = judged?.cause;
  const said = { reply, detail: reply.text, ...(judged && { refusalKey: judged.key }) };
  // What is about us or about the relay's load is no attempt at this recipient, and cannot use up their attempts.
  if (cause === 'login' || cause === 'sender' || cause === 'quota') return { state: 'pending', ...said };
  if (cause === 'busy-relay' && now < attempt.giveUpAt) return { state: 'pending', ...said };
  if (isPermanent(reply)) return { state: 'failed', ...said };
  const isExact = cause === 'greylisting' && attempt.number <= mostGreylisted;
  const delayMs = isExact ? greylistingDelayMs(reply.text) : usualDelayMs(attempt, random);
  const outcome = retryOrGiveUp(reply, reply.text, attempt, now, delayMs);
  return outcome.state === 'deferred' ? { ...outcome, ...said } : outcome;
}

function usualDelayMs({ number }: Attempt, random: number): number {
  const delayMs = retryDelaysMs[Math.min(number, retryDelaysMs.length) - 1] ?? 0;
  return delayMs * (1 - jitter + 2 * jitter * random);
}

function retryOrGiveUp(
  reply: SmtpReply | null,
  detail: string,
  { number, giveUpAt }: Attempt,
  now: Date,
  delayMs: number,
): Extract<Outcome, { state: 'deferred' | 'failed' }> {
  const isLate = now >= giveUpAt;
  // Who subscribed late has had no time yet, and greylisting refuses every first attempt.
  if (isLate && number > 1) return givenUp(reply, detail, number);
  const nextMs = now.getTime() + delayMs;
  // Whoever would come round too late gets a last attempt at the end instead.
  const retryAt = new Date(isLate ? nextMs : Math.min(nextMs, giveUpAt.getTime()));
  return { state: 'deferred', reply, detail, retryAt };
}

/** @param detail the last that was heard, whole */
export function givenUp(
  reply: SmtpReply | null,
  detail: string,
  attempts: number,
): Extract<Outcome, { state: 'failed' }> {
  const count =
    attempts === 0 ? 'without an attempt' : attempts === 1 ? 'after 1 attempt' : `after ${attempts} attempts`;
  return {
    state: 'failed',
    reply,
    detail: `Given up ${count}, since it is too late for this issue. ${detail}`,
  };
}
