const lookEveryMs = 200;
/** Counting costs as the audience grows; it may take a twentieth of the time. */
const costShare = 20;

/** How long to rest after something that took so long (ms), for it to take no more than its share of the time. */
export const restAfterMs = (tookMs: number): number => costShare * tookMs;

/**
 * How long to wait before a send is looked at again (ms), by how long the last two looks took (ms). One that was slow alone
 * met a database that was away, and that is no cost of looking.
 */
export function nextLookMs(tookMs: number, tookBeforeMs: number): number {
  return Math.max(lookEveryMs, restAfterMs(Math.min(tookMs, tookBeforeMs)));
}
