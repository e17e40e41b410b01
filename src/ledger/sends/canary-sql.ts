import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { releaseHeld } from '../audience/freeze-audience-sql.ts';
import { type CanaryFigures, judgeCanary } from './judge-canary.ts';
import { pauseSend } from './send-state-sql.ts';

/**
 * Looks at the running sends of which only the first few have gone: lets the rest go, pauses the send, or leaves it
 * for the next look. Any process may run it at any time; of many at once, one decides.
 */
export async function watchCanaries(database: Database): Promise<void> {
  const sends = await database.tables
    .selectFrom('send')
    .select('id')
    .where('state', '=', 'running')
    .where('canary_size', 'is not', null)
    .where('canary_released_at', 'is', null)
    .execute();
  for (const { id } of sends) await database.tables.transaction().execute((tables) => decide(tables, id));
}

async function decide(tables: Transaction<Tables>, send: number): Promise<void> {
  const canary = await lockCanary(tables, send);
  if (!canary) return;
  const verdict = judgeCanary(
    await readFigures(tables, send),
    canary.watchedMinutes,
    canary.watchMinutes ?? 0,
  );
  if (verdict.kind === 'settled') await beginWatch(tables, send);
  if (verdict.kind === 'release') await releaseHeld(tables, send);
  if (verdict.kind === 'stop') await pauseSend({ tables }, send, verdict.reason, 'canary');
}

/** Null where the send has changed meanwhile, or another process is deciding. */
function lockCanary(tables: Transaction<Tables>, send: number) {
  return tables
    .selectFrom('send')
    .select([
      'canary_watch_minutes as watchMinutes',
      sql<number | null>`extract(epoch from clock_timestamp() - canary_settled_at)::float8 / 60`.as(
        'watchedMinutes',
      ),
    ])
    .where('id', '=', send)
    .where('state', '=', 'running')
    .where('canary_released_at', 'is', null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

async function beginWatch(tables: Transaction<Tables>, send: number): Promise<void> {
  await tables.updateTable('send').set({ canary_settled_at: sql`now()` }).where('id', '=', send).execute();
}

/** A bounce counts where the relay had accepted the message: one of a delivery that failed is counted there. */
async function readFigures(tables: Kysely<Tables>, send: number): Promise<CanaryFigures> {
  const { rows } = await sql<CanaryFigures>`
    select
      count(*) filter (where state = 'accepted')::int as accepted,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'in_doubt')::int as "inDoubt",
      count(*) filter (where state = 'deferred')::int as deferred,
      count(*) filter (where state in ('pending', 'sending', 'committing'))::int as open,
      count(*) filter (where state = 'accepted' and exists (${reported(send, 'hard')}))::int as bounced,
      count(*) filter (where exists (${reported(send, 'complaint')}))::int as complaints
    from delivery d
    where d.send_id = ${send} and d.state <> 'held'`.execute(tables);
  const [figures] = rows;
  if (!figures) throw new Error(`Counting the canary of send ${send} gave no row.`);
  return figures;
}

function reported(send: number, kind: 'hard' | 'complaint') {
  return sql`select from feedback_event f
    where f.send_id = ${send} and f.subscriber_id = d.subscriber_id and f.kind = ${kind}`;
}
