import type { Database } from '../database/database.ts';

/** How long an answer is believed: what waited for the canary of a send begins when it is let go. */
const believedMs = 60_000;

/**
 * Tells when the deliveries of a send are given up: so long after it began, or after a person resumed it or
 * had something of it sent again. Asked for every delivery, so a worker keeps what it read for a minute.
 *
 * @param now in ms since 1970
 */
export function sendExpiry(database: Database, giveUpAfterMs: number, now: () => number) {
  const known = new Map<number, { readonly readAt: number; readonly giveUpAt: Promise<Date> }>();

  async function read(send: number): Promise<Date> {
    const { asked_at, canary_released_at } = await database.tables
      .selectFrom('send')
      .select(['asked_at', 'canary_released_at'])
      .where('id', '=', send)
      .executeTakeFirstOrThrow();
    return new Date(Math.max(asked_at.getTime(), canary_released_at?.getTime() ?? 0) + giveUpAfterMs);
  }

  return (send: number): Promise<Date> => {
    const kept = known.get(send);
    if (kept && now() - kept.readAt < believedMs) return kept.giveUpAt;
    const giveUpAt = read(send);
    // What could not be read is read again by the next delivery.
    giveUpAt.catch(() => known.delete(send));
    known.set(send, { readAt: now(), giveUpAt });
    return giveUpAt;
  };
}
