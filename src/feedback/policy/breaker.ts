/** How much of one provider's share of a send came back for good. */
export interface Burst {
  /** Subscribers of whom it said so. */
  readonly hard: number;
  /** Those of its recipients whom the send has reached so far, refused ones included. */
  readonly batch: number;
}

/** What the hard bounces of one provider in one send are, the one that is judged among the `hard` alone. */
export interface HardBounces {
  readonly hard: number;
  readonly suppressed: number;
  readonly quarantined: number;
  /** What a person has decided about, either way. */
  readonly released: number;
  readonly confirmed: number;
}

/** What is done with the hard bounces of a burst, those before as well: a person's decision ends the judging. */
export type BurstVerdict = 'believe' | 'quarantine' | 'decided';

/** Below this many recipients a tenth is too easily reached by chance. */
export const minBatch = 50;
const maxHardShare = 0.1;

/**
 * True where so many mailboxes of one provider cannot all have gone at once: a list loses one or two in a hundred a
 * year, but a provider whose directory fails says "no such user" of everybody.
 */
export function isBurst({ hard, batch }: Burst): boolean {
  return batch >= minBatch && hard > batch * maxHardShare;
}

/** @param batch as it was last counted, or at least so many as {@link isBurst} asks for */
export function judgeBurst(bounces: HardBounces, batch: number): BurstVerdict {
  if (isDecided(bounces)) return 'decided';
  return isBurst({ hard: bounces.hard, batch }) ? 'quarantine' : 'believe';
}

/**
 * Counting a batch means reading a whole send, so it is done where it can decide something: the number only grows, and
 * where the old one makes no burst the new one will make none. In quarantine it is done anew with each tenth more.
 *
 * @param last the count before, and how many had come back then; null where there is none
 */
export function isCountDue(bounces: HardBounces, last: Burst | null): boolean {
  const { hard, quarantined } = bounces;
  if (isDecided(bounces)) return false;
  if (quarantined === 0) return isBurst({ hard, batch: last?.batch ?? minBatch });
  return !last || hard > last.hard * 1.1;
}

function isDecided({ released, confirmed }: HardBounces): boolean {
  return released + confirmed > 0;
}
