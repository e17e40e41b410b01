import { chanceOf } from './chance.ts';

/**
 * What the sink does to a message. Each is decided by the seed, the recipient and how often that recipient was tried
 * before, so it does not depend on which connection was faster.
 *
 * rcpt421, rcpt450, rcpt550: the reply to RCPT; 421 also ends the session.
 * rcptGrey: greylisted at RCPT, which is not up to chance: see `greylist`.
 * dataHang: says nothing to DATA for a while, then hangs up.
 * bodyDrop: hangs up in the middle of the body.
 * dot450, dot550: the reply to the final dot.
 * dotLost, dotTaken: hangs up instead of answering the dot, without or with the message taken.
 * dotHang: takes the message, says nothing for a while, then hangs up.
 */
const fates = [
  'rcpt421',
  'rcpt450',
  'rcpt550',
  'rcptGrey',
  'dataHang',
  'bodyDrop',
  'dot450',
  'dot550',
  'dotLost',
  'dotTaken',
  'dotHang',
] as const;

/** What becomes of one attempt. */
export type Fate = (typeof fates)[number] | 'ok';

export type Odds = Partial<Readonly<Record<Fate, number>>>;

/** What the sink does, until it is told otherwise. */
export interface SinkSettings {
  readonly seed: number;
  /** How likely each fate is, per attempt. */
  readonly odds: Odds;
  /** How long the answer to a final dot takes. */
  readonly answerMs: number;
  readonly hangMs: number;
  /** Every reply about this domain takes so long. */
  readonly tarpit: { readonly domain: string | null; readonly ms: number };
  /** `user:password`, or null where nobody has to log in. */
  readonly login: string | null;
  /** The login is no longer valid: new sessions get 535, open ones 530. */
  readonly isRevoked: boolean;
  /** What everybody is refused with at RCPT, whoever it is, ADDRESS standing for theirs; null where nobody is. */
  readonly refusal: string | null;
  /** Everybody is put off until so many seconds after their first attempt; null where nobody is. */
  readonly greylist: number | null;
}

/** One line of what the sink wrote down: an attempt that it refused or dropped, or a message at its final dot. */
export interface SinkEvent extends MessageMarks {
  readonly at: number;
  readonly to: string;
  readonly fate: Fate;
  /** Whether the sink holds the message. */
  readonly taken: boolean;
}

/** What the sink reads in the header of a message. */
export interface MessageMarks {
  /** Its Message-ID. */
  readonly id?: string | undefined;
  /** Its unsubscribe link. */
  readonly leave?: string | undefined;
}

/** What every sink begins with; a scenario changes what it wants changed, at any time. */
export const calm: SinkSettings = {
  seed: 1,
  odds: {},
  answerMs: 0,
  hangMs: 3_000,
  tarpit: { domain: null, ms: 0 },
  login: null,
  isRevoked: false,
  refusal: null,
  greylist: null,
};

/** The fate of an attempt: one of {@link fates}, or `ok`. */
export function fateOf(
  { seed, odds }: Pick<SinkSettings, 'seed' | 'odds'>,
  recipient: string,
  attempt: number,
): Fate {
  let left = chanceOf(seed, `${recipient} ${attempt}`);
  for (const fate of fates) {
    left -= odds[fate] ?? 0;
    if (left < 0) return fate;
  }
  return 'ok';
}

/** Whether the sink holds the message after this fate. */
export function isTaken(fate: Fate): boolean {
  return fate === 'ok' || fate === 'dotTaken' || fate === 'dotHang';
}
