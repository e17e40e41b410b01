import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { noticeGiveUpHours } from '../notices/notice-kinds.ts';

/** How long an answer is believed: what waited for the canary of a send begins when it is let go. */
const believedMs = 60_000;
/** A process that delivers for months sees many sends, and each notice is one. */
const sendsKept = 1_000;

/**
 * Tells when the deliveries of a send are given up: so long after it began, or after a person resumed it or
 * had something of it sent again; by the clock of this process. A notice is given up sooner. Asked for every delivery, so
 * a worker keeps what it read for a minute.
 *
 * @param now in ms since 1970
 */
export function sendExpiry(database: Database, giveUpAfterMs: number, now: () => number) {
  const known = new Map<number, { readonly readAt: number; readonly giveUpAt: Promise<Date> }>();

  async function read(send: number): Promise<Date> {
    // How long ago, by the one clock that all workers share; a worker's own may be wrong by a day.
    const since = sql`clock_timestamp() - greatest(send.asked_at, canary_released_at)`;
    const { ageMs, isNotice, kind } = await database.tables
      .selectFrom('send')
      .leftJoin('notice', 'notice.send_id', 'send.id')
      .select([
        sql<number>`1000 * extract(epoch from ${since})::float8`.as('ageMs'),
        sql<boolean>`state = 'notice'`.as('isNotice'),
        'notice.kind',
      ])
      .where('id', '=', send)
      .executeTakeFirstOrThrow();
    const lifeMs = isNotice ? Math.min(noticeGiveUpHours(kind) * 3_600_000, giveUpAfterMs) : giveUpAfterMs;
    return new Date(now() - ageMs + lifeMs);
  }

  return (send: number): Promise<Date> => {
    const kept = known.get(send);
    if (kept && now() - kept.readAt < believedMs) return kept.giveUpAt;
    if (known.size >= sendsKept) known.clear();
    const giveUpAt = read(send);
    // What could not be read is read again by the next delivery.
    giveUpAt.catch(() => known.delete(send));
    known.set(send, { readAt: now(), giveUpAt });
    return giveUpAt;
  };
}
