import { chanceOf } from './chance.ts';

/**
 * What the sink does to a message. Each is decided by the seed, the recipient and how often that recipient was tried
 * before, so it does not depend on which connection was faster.
 *
 * rcpt421, rcpt450, rcpt550: the reply to RCPT; 421 also ends the session.
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
  'dataHang',
  'bodyDrop',
  'dot450',
  'dot550',
  'dotLost',
  'dotTaken',
  'dotHang',
];

/** What every sink begins with; a scenario changes what it wants changed, at any time. */
export const calm = {
  seed: 1,
  /** How likely each fate is, per attempt. */
  odds: {},
  /** How long the answer to a final dot takes. */
  answerMs: 0,
  hangMs: 3_000,
  /** Every reply about this domain takes so long. */
  tarpit: { domain: null, ms: 0 },
  /** `user:password`, or null where nobody has to log in. */
  login: null,
  /** The login is no longer valid: new sessions get 535, open ones 530. */
  isRevoked: false,
};

/** The fate of an attempt: one of {@link fates}, or `ok`. */
export function fateOf({ seed, odds }, recipient, attempt) {
  let left = chanceOf(seed, `${recipient} ${attempt}`);
  for (const fate of fates) {
    left -= odds[fate] ?? 0;
    if (left < 0) return fate;
  }
  return 'ok';
}

/** Whether the sink holds the message after this fate. */
export function isTaken(fate) {
  return fate === 'ok' || fate === 'dotTaken' || fate === 'dotHang';
}
