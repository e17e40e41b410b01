import type { SuppressionReason } from '../../audience/send-plan.ts';
import { isUnspecific } from '../../mail/enhanced-status.ts';
import type { Category, RecipientResult } from '../bounce-report.ts';

/** How much a report weighs against a subscriber. */
export type Weight =
  /** Suppresses by itself. */
  | 'at once'
  /** Suppresses when another send is refused so as well, three days apart or more. */
  | 'on the second'
  /** Suppresses when it goes on for weeks. */
  | 'soft count'
  /** A fault of ours: the editor is told, and no subscriber pays for it. */
  | 'never'
  /** About the issue, or about nothing. */
  | 'neither';

const weights: Readonly<Record<Category, Weight>> = {
  invalid_recipient: 'at once',
  invalid_domain: 'at once',
  moved: 'at once',
  complaint: 'at once',
  disabled: 'on the second',
  relay_denied: 'on the second',
  recipient_refused: 'on the second',
  undetermined: 'on the second',
  mailbox_full: 'soft count',
  timeout: 'soft count',
  network: 'soft count',
  system: 'soft count',
  tls: 'soft count',
  spam: 'never',
  blocklist: 'never',
  policy: 'never',
  auth_failure: 'never',
  sender_rejected: 'never',
  sender_config: 'never',
  rate_limited: 'never',
  content: 'neither',
  message_too_large: 'neither',
  delivered: 'neither',
  auto_reply: 'neither',
  challenge: 'neither',
  read_receipt: 'neither',
  auth_report: 'neither',
  not_spam: 'neither',
  unsubscribed: 'neither',
  not_feedback: 'neither',
  unreadable: 'neither',
};

/**
 * Whether what came back is the sender's fault, which no subscriber pays for. Relaying denied is not where it comes back
 * from farther on: it is the recipient's server as often as ours, and counts against the address.
 */
export function isOurFault(category: Category): boolean {
  return weights[category] === 'never';
}

/** What a report says, as far as the policy asks. */
export interface Said extends Pick<RecipientResult, 'kind' | 'category' | 'action' | 'status' | 'why'> {
  /** True where the relay or a provider says so itself, in fields of its own, and not a stranger in a mail. */
  readonly isFirstHand: boolean;
  /** True where our own relay says it, in the transaction in which it was given the message. */
  readonly isOwnRelay: boolean;
  /** False where it only may be about the subscriber. */
  readonly isCertain: boolean;
}

const permanentCode = /(?:^|[^\d.])5[0-5]\d(?![\d.])/;
const temporaryCode = /(?:^|[^\d.])4[0-5]\d(?![\d.])/;

/** Whom our relay passes mail on for is between it and us. */
function weightOf({ category, isOwnRelay }: Said): Weight {
  return isOwnRelay && category === 'relay_denied' ? 'never' : weights[category];
}

/** One report by itself. */
export function weigh(said: Said): Weight {
  const { category, kind, action, status, why } = said;
  // RFC 3464 section 2.3.3: the reporter still tries.
  if (action === 'delayed') return 'neither';
  const weight = weightOf(said);
  if (category === 'complaint' || (weight !== 'at once' && weight !== 'on the second')) return weight;
  const isPermanentCode = status?.startsWith('5') ?? permanentCode.test(why);
  // RFC 3463 section 3.1: refused for now, by a server that does not know this recipient today.
  const isTemporary = status === null ? !isPermanentCode && temporaryCode.test(why) : isForNow(status, kind);
  if (isTemporary || (weight === 'at once' && kind !== 'hard')) return 'soft count';
  // Words alone are often a person's guess, or a program's.
  const isClear = said.isCertain && (isPermanentCode || said.isFirstHand);
  return weight === 'at once' && !isClear ? 'on the second' : weight;
}

/** A reporter that gives up for good and calls it 4.0.0 is believed in what it did. */
function isForNow(status: string, kind: RecipientResult['kind']): boolean {
  return status.startsWith('4') && !(kind === 'hard' && isUnspecific(status));
}

/** What a result counts for against a reader, were it about a delivery of ours. */
export type Counts = 'at-once' | 'second' | 'soft' | 'never';

const countsOfWeight: Readonly<Record<Weight, Counts>> = {
  'at once': 'at-once',
  'on the second': 'second',
  'soft count': 'soft',
  never: 'never',
  neither: 'never',
};

/** @param isFirstHand whether a provider says it in an event of its own, and not a stranger in a mail */
export function countsFor(result: RecipientResult, isFirstHand: boolean): Counts {
  return countsOfWeight[weigh({ ...result, isFirstHand, isOwnRelay: false, isCertain: true })];
}

/** A report that counts against a subscriber: which send it is about, and when it came. */
export interface Failure {
  readonly weight: Weight;
  readonly send: number;
  readonly at: Date;
}

/** What is known of a subscriber since a person last took a suppression of theirs back. */
export interface FeedbackHistory {
  /** In any order, the one to be judged not among them. */
  readonly failures: readonly Failure[];
  /** When mail is known to have arrived; see {@link arrivals}. */
  readonly arrivals: readonly Date[];
}

export type PolicyVerdict =
  | {
      readonly decision: 'suppress';
      readonly reason: Extract<SuppressionReason, 'hard-bounce' | 'repeated-soft-bounce'>;
      readonly why: string;
    }
  | { readonly decision: 'count'; readonly why: string }
  | { readonly decision: 'note'; readonly why: string };

const hour = 3_600_000;
const day = 24 * hour;

/** Of the second refusal. A monthly newsletter must be able to get there. */
const second = { apartMs: 72 * hour, quietMs: 180 * day, sends: 2 };
/** Of the soft count. */
const soft = { days: 5, overMs: 14 * day, sends: 3, quietMs: 30 * day };

/**
 * What a failed delivery means for its subscriber. Complaints do not come here: they suppress whatever the history.
 *
 * | what came back | what it does |
 * |---|---|
 * | invalid_recipient, invalid_domain, moved: for good, with a code | suppresses at once |
 * | the same in words alone, or about somebody else to whom the mail was passed on; disabled, relay_denied from farther on than our relay, recipient_refused, undetermined: for good | suppresses on the second send that is refused so, at least 72 hours after the first; half a year without one begins anew |
 * | mailbox_full, timeout, network, system, tls; whatever is refused for now | counts once a day; suppresses with the fifth count, over at least 14 days and 3 sends; 30 days without one begin anew |
 * | spam, blocklist, policy, auth_failure, sender_rejected, sender_config, rate_limited; relay_denied from our own relay | never: the fault is ours |
 * | content, message_too_large, delayed, and what is no failure | nothing |
 *
 * Mail that arrives between two failures makes the count begin anew. The order in which reports are recorded does not
 * matter, only when they came.
 */
export function judgeFailure(failure: Failure, history: FeedbackHistory): PolicyVerdict {
  switch (failure.weight) {
    case 'at once':
      return { decision: 'suppress', reason: 'hard-bounce', why: 'The address is refused for good.' };
    case 'on the second':
      return judgeSecond(failure, history);
    case 'soft count':
      return judgeSoft(failure, history);
    case 'never':
      return { decision: 'note', why: 'A fault on our side, which no subscriber pays for.' };
    case 'neither':
      return { decision: 'note', why: 'Says nothing against the address.' };
  }
}

function judgeSecond(failure: Failure, history: FeedbackHistory): PolicyVerdict {
  const run = lastRun(failure, history, ['at once', 'on the second'], second.quietMs);
  const sends = new Set(run.map(({ send }) => send)).size;
  if (sends >= second.sends && span(run) >= second.apartMs)
    return {
      decision: 'suppress',
      reason: 'hard-bounce',
      why: 'Refused for good twice, three days apart or more.',
    };
  return {
    decision: 'count',
    why: 'Refused for good, but not clearly: the next refusal of another issue decides.',
  };
}

function judgeSoft(failure: Failure, history: FeedbackHistory): PolicyVerdict {
  const run = lastRun(failure, history, ['soft count'], soft.quietMs);
  const days = new Set(run.map(({ at }) => at.toISOString().slice(0, 10))).size;
  const sends = new Set(run.map(({ send }) => send)).size;
  if (days >= soft.days && sends >= soft.sends && span(run) >= soft.overMs)
    return {
      decision: 'suppress',
      reason: 'repeated-soft-bounce',
      why: `Failed on ${days} days, over ${sends} issues.`,
    };
  return { decision: 'count', why: `Failed for now: ${days} of ${soft.days} days that would be too many.` };
}

/** The failures up to the latest, back to the one before which the count began anew. In the order of time. */
function lastRun(
  failure: Failure,
  { failures, arrivals: arrived }: FeedbackHistory,
  counted: readonly Weight[],
  quietMs: number,
): Failure[] {
  const all = [...failures, failure].filter(({ weight }) => counted.includes(weight));
  all.sort((one, other) => one.at.getTime() - other.at.getTime());
  const begins = all.findLastIndex((one, index) => {
    const before = all[index - 1];
    if (!before) return true;
    if (one.at.getTime() - before.at.getTime() > quietMs) return true;
    return arrived.some((at) => at > before.at && at < one.at);
  });
  return all.slice(begins);
}

function span(run: readonly Failure[]): number {
  const [first, last] = [run[0], run.at(-1)];
  return first && last ? last.at.getTime() - first.at.getTime() : 0;
}

/** A relay gives up after four or five days (RFC 5321 section 4.5.4.1), and then says so. */
const silenceMs = 6 * day;
const proofs: readonly Category[] = ['delivered', 'auto_reply', 'read_receipt', 'not_spam'];

/**
 * When mail is known to have arrived. That our relay accepted a message says nothing of it. What does: a report of its
 * delivery, a receipt, an answering machine, which only a mailbox that works has; and silence, when of a message that
 * the relay took nothing came back for longer than relays go on trying. Without silence a mailbox that is full one
 * week in five would be taken for one that is dead.
 *
 * @param reports everything that came back from the subscriber, whatever it was
 * @param accepted what our relay took for them
 */
export function arrivals(
  reports: readonly { readonly category: Category; readonly send: number | null; readonly at: Date }[],
  accepted: readonly { readonly send: number; readonly at: Date }[],
  now: Date,
): Date[] {
  const proven = reports.filter(({ category }) => proofs.includes(category)).map(({ at }) => at);
  const answered = new Set(reports.map(({ send }) => send));
  const silent = accepted.filter(
    ({ send, at }) => !answered.has(send) && now.getTime() - at.getTime() > silenceMs,
  );
  return [...proven, ...silent.map(({ at }) => at)];
}
