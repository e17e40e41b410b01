const minuteMs = 60_000;
/** A sender's clock may go ahead of ours by this much. */
const aheadMs = 5 * minuteMs;

/** For how long a signed call is taken, from the time that it names itself. */
export const windows = {
  /** Signed anew at each attempt. */
  signedNow: 5 * minuteMs,
  /**
   * Signed over the whole of it, so that a call told twice says nothing new. A provider that tries again for a day may
   * still show the first signature, and what it tells must not be lost by an outage of ours.
   */
  signedOnce: 24 * 60 * minuteMs + 5 * minuteMs,
} as const;

/** @param toldMs milliseconds since 1970; NaN is never within */
export function isWithin(toldMs: number, windowMs: number, at: Date): boolean {
  const ageMs = at.getTime() - toldMs;
  return ageMs <= windowMs && ageMs >= -aheadMs;
}

/** Seconds since 1970 as text to milliseconds; NaN where it is anything else. */
export function parseSeconds(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Number.NaN;
}
