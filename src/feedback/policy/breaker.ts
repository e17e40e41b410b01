/** How much of one provider's share of a send came back for good. */
export interface Burst {
  /** Subscribers of whom it said so. */
  readonly hard: number;
  /** Those of its recipients whom the send has reached so far, refused ones included. */
  readonly batch: number;
}

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
