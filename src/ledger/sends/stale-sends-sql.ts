import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Scope } from '../delivery.ts';

/** A newsletter that nobody looked after for so long is old news: a machine that comes back must not mail it by itself. */
const staleAfterHours = 72;

/**
 * Pauses every send that is not over and that no worker looked after for three days; what a fault had paused counts as
 * well, since `send` alone would lift that. To be called by whoever opens the ledger, before anything is claimed.
 */
export async function pauseStaleSends(database: Database): Promise<void> {
  await sql`
    update send s
    set state = 'paused', paused_by = 'stale',
      pause_reason = 'Nobody looked after it since ' || to_char(s.tended_at at time zone 'utc', 'YYYY-MM-DD HH24:MI')
        || ' UTC, which is more than three days, so it does not go on by itself: its news may be old.'
        || coalesce(' It was paused before: ' || s.pause_reason, '')
    where not s.rehearsal and (s.state = 'running' or s.paused_by = 'fault')
      and s.tended_at < clock_timestamp() - make_interval(hours => ${staleAfterHours})
      and exists (
        select from delivery d where d.send_id = s.id and not d.settled
      )`.execute(database.tables);
}

/** Notes that a worker looks after the running sends of its scope. To the minute, so that it costs next to nothing. */
export async function tendSends(database: Database, scope: Scope): Promise<void> {
  await sql`
    update send set tended_at = clock_timestamp()
    where state = 'running' and tended_at < clock_timestamp() - interval '1 minute'
      and rehearsal = ${scope.rehearsal}
      and (${scope.send ?? null}::int is null or id = ${scope.send ?? null}::int)`.execute(database.tables);
}
