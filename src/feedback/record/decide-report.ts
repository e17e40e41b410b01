import type { SuppressionReason } from '../../audience/send-plan.ts';
import { isStronger } from '../../audience/suppression-strength.ts';
import type { DeliveryState, Disposition } from '../../database/column-values.ts';
import type { Category, FeedbackKind } from '../bounce-report.ts';
import type { NameDoubt } from '../feedback-intake.ts';
import type { BurstVerdict, HardBounces } from '../policy/breaker.ts';
import { type FeedbackHistory, judgeFailure, type Weight, weigh } from '../policy/suppression-policy.ts';
import { dispositionWords } from './disposition-words.ts';
import { type FeedbackEvent, saidBy } from './feedback-event.ts';

/** A tag can be read by everybody who was ever given the message; after so long nothing true comes with it. */
const tagDays = 60;

/** The delivery that a report is about, and its subscriber. */
export interface Found {
  readonly send: number;
  readonly subscriber: number;
  readonly state: DeliveryState;
  readonly updatedAt: Date;
  readonly isRehearsal: boolean;
  readonly address: string;
  readonly addressKey: string;
  /** The provider to which the MX records of its domain lead, as far as is known. */
  readonly hostedBy: string | null;
}

/** Everything that a decision is made of, besides the report and its delivery. */
export interface Facts {
  /** Whether a person or the reader has overtaken what the report says: see {@link isWish}. */
  readonly isOvertaken: boolean;
  /** What came before, where {@link countsBefore}. */
  readonly history: FeedbackHistory;
  /** The reason for which the reader is not mailed anyway. */
  readonly standing: SuppressionReason | null;
  /** Null for what is no hard bounce. */
  readonly burst: JudgedBurst | null;
}

/** The hard bounces of one provider in one send, with this one, and what becomes of them. */
export interface JudgedBurst {
  readonly bounces: HardBounces;
  readonly verdict: BurstVerdict;
}

export interface Decision {
  readonly disposition: Exclude<Disposition, 'confirmed' | 'undone'>;
  /** For which the reader is suppressed. */
  readonly reason?: SuppressionReason;
  readonly why: string;
}

/** What a reader says themselves, for which nothing has to be weighed. */
const wishes: Partial<Record<Category, Decision>> = {
  complaint: {
    disposition: 'suppressed',
    reason: 'complaint',
    why: 'The reader reported the mail as spam.',
  },
  unsubscribed: { disposition: 'unsubscribed', why: 'The reader unsubscribed at the provider.' },
};

/** A wish is overtaken when its reader comes back; anything else when a person takes the suppression back. */
export function isWish({ result }: FeedbackEvent): boolean {
  return wishes[result.category] !== undefined;
}

/** Whether it depends on what came before what such a report does. */
export function countsBefore(weight: Weight): boolean {
  return weight === 'on the second' || weight === 'soft count';
}

/** A sentence where the report belongs to no message that can have come to anybody. */
export function whyUnmatched(event: FeedbackEvent, found: Found | null): string | null {
  const { delivery, via, doubt, place, result } = event;
  if (doubt) return doubtWords[doubt];
  if (!delivery) return 'Names no delivery of ours by a signature; an address alone proves nothing.';
  if (!found) return doubtWords['unknown here'];
  if (place === 'answer' && isHeldAgainst(result.kind))
    return 'Names the message only as the one that it answers, as anybody can who was given it.';
  if (found.isRehearsal) return 'Is about a rehearsal, which reached nobody.';
  const reached: readonly DeliveryState[] =
    via === 'relay' ? ['failed'] : ['accepted', 'in_doubt', 'committing'];
  return reached.includes(found.state)
    ? null
    : `Is about a delivery that is ${found.state}, so nobody can have it.`;
}

export const doubtWords: Readonly<Record<NameDoubt, string>> = {
  'unknown key':
    'Names a delivery by a key that this database does not know: one of another database, or one whose secret is not at hand.',
  forged: 'Names a delivery by a signature that is not right: forged, or damaged on the way.',
  'unknown here':
    'Names a delivery that is not known here: it was sent from another database, or from this one before it was restored.',
};

function isHeldAgainst(kind: FeedbackKind): boolean {
  return kind === 'hard' || kind === 'soft' || kind === 'complaint';
}

/** What a report does that belongs to a delivery: by the policy, and by the breaker where the policy would suppress. */
export function decideReport(event: FeedbackEvent, found: Found, facts: Facts): Decision {
  const wish = wishes[event.result.category];
  const isLate = event.at.getTime() - found.updatedAt.getTime() > tagDays * 86_400_000;
  // Whoever wants no more mail wants none, however long ago the one was by which they say so.
  if (isLate && !wish) return noted(`Came more than ${tagDays} days after the message.`);
  if (facts.isOvertaken) return noted(wish ? returned : undone);
  if (wish && !event.isCertain) return noted(hearsay);
  const decision = wish ?? judge(event, found, facts);
  if (!decision.reason) return decision;
  if (facts.standing && !isStronger(decision.reason, facts.standing))
    return noted(`Not mailed anyway (${facts.standing}).`);
  if (facts.burst?.verdict !== 'quarantine') return decision;
  return { disposition: 'quarantined', why: dispositionWords.quarantined };
}

const returned = 'The reader has subscribed again since.';
const undone = 'Is about a message from before the suppression was taken back by hand.';

const hearsay =
  'Names the delivery only in its text or as what it answers, which whoever was passed the message can do.';

function noted(why: string): Decision {
  return { disposition: 'noted', why };
}

function judge(event: FeedbackEvent, { send }: Found, { history, burst }: Facts): Decision {
  const failure = { weight: weigh(saidBy(event)), send, at: event.at };
  if (failure.weight === 'at once' && burst && burst.bounces.released > 0)
    return { disposition: 'released', why: dispositionWords.released };
  const { decision, ...verdict } = judgeFailure(failure, history);
  if (decision === 'suppress') return { disposition: 'suppressed', ...verdict };
  return { disposition: decision === 'count' ? 'counted' : 'noted', ...verdict };
}
