import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { DeliveryId, Scope } from '../delivery.ts';
import { cancelled } from '../skip-reason.ts';
import type { PendingDelivery } from './pending-sql.ts';

/** What changes with the state of a delivery that is taken back. What the relay said to an earlier attempt is no word on this one. */
const takenBack = sql`
  state = case d.state when 'sending' then 'pending' else 'in_doubt' end,
  reply_code = case d.state when 'sending' then d.reply_code end,
  enhanced_status = case d.state when 'sending' then d.enhanced_status end,
  reply_text = case d.state when 'sending' then d.reply_text end,
  detail = case d.state when 'sending' then d.detail
    else 'The sender was lost after the final dot, before the relay answered.' end,
  updated_at = now()`;

/**
 * Takes back what lost workers held: before the final dot it is safe to send again, after it only the relay knows.
 * And wakes the deferred whose time has come, and closes what a cancelled send left open. Any process may run it at
 * any time, any number at once.
 *
 * It looks at every delivery that is not over. {@link recoverSoon} looks only where a worker was lost, which misses
 * a claim that was made in the instant in which its lease ran out: both together leave nothing lying.
 */
export async function recover(database: Database): Promise<void> {
  await takeBackLost(database);
  await wakeDue(database, { rehearsal: false });
  await skipCancelled(database);
  await sql`delete from worker where alive_until < clock_timestamp() - interval '1 day'`.execute(
    database.tables,
  );
}

/** As {@link recover} but for who is due, and costs next to nothing, however long the list, while no worker was lost. */
export async function recoverSoon(database: Database): Promise<void> {
  const lost = await database.tables
    .selectFrom('worker')
    .select('id')
    .where('alive_until', '<=', sql<Date>`clock_timestamp()`)
    .where('swept_at', 'is', null)
    .execute();
  if (lost.length > 0) {
    await takeBackLost(database);
    await database.tables
      .updateTable('worker')
      .set({ swept_at: sql`clock_timestamp()` })
      .where(
        'id',
        'in',
        lost.map(({ id }) => id),
      )
      .where('alive_until', '<=', sql<Date>`clock_timestamp()`)
      .execute();
  }
  await skipCancelled(database);
}

/** As {@link recover}, of the notices alone: for a process that looks after no issues. */
export async function recoverNotices(database: Database): Promise<void> {
  await takeBackLost(database, 'notices');
  await wake('notices').execute(database.tables);
}

/** What a process looks after. */
type Whose = 'all' | 'notices';

/** Of a `delivery d`. With `not d.settled` it has an index of its own, so notices are found however long a list is. */
const isOf = (whose: Whose) => (whose === 'all' ? sql`true` : sql`d.is_notice and not d.settled`);

async function takeBackLost(database: Database, whose: Whose = 'all'): Promise<void> {
  await sql`
    update delivery d
    set ${takenBack}
    where not d.settled and ${isOf(whose)} and d.state in ('sending', 'committing')
      and not exists (select from worker w where w.id = d.worker_id and w.alive_until > clock_timestamp())`.execute(
    database.tables,
  );
}

/**
 * Makes pending again whom it is time to try again. A greylist is over at its second, and thousands may wait for it.
 *
 * @returns those of a running send in the scope
 */
export async function wakeDue(database: Database, scope: Scope): Promise<PendingDelivery[]> {
  const { rows } = await sql<PendingDelivery>`
    with woken as (
      ${wake('all')} returning d.send_id, d.subscriber_id, d.attempt
    )
    select w.send_id as send, w.subscriber_id as subscriber, w.attempt + 1 as attempt
    from woken w join send s on s.id = w.send_id
    where s.state = 'running' and s.rehearsal = ${scope.rehearsal}
      and (${scope.send ?? null}::int is null or s.id = ${scope.send ?? null}::int)`.execute(database.tables);
  return rows;
}

const wake = (whose: Whose) => sql`
  update delivery d set state = 'pending', next_attempt_at = null, updated_at = now()
  where ${isOf(whose)} and d.next_attempt_at <= clock_timestamp() and d.state = 'deferred'`;

/** Closes what the cancelled sends have left; what is in flight is closed by a later call, when it has ended. */
export async function skipCancelled(database: Database): Promise<void> {
  await sql`
    update delivery d
    set state = 'skipped', skip_reason = ${cancelled}, next_attempt_at = null,
      detail = coalesce(s.pause_reason, 'The send was cancelled.'), updated_at = now()
    from send s
    where s.id = d.send_id and s.state = 'cancelled' and not d.settled and d.state in ('held', 'pending', 'deferred')`.execute(
    database.tables,
  );
}

/**
 * Takes back what this worker holds in the ledger and knows nothing of: a claim whose answer the network lost, a
 * result that could not be recorded. Only what has lain still for a while, since a claim is in the ledger first.
 */
export async function recoverStrays(
  database: Database,
  workerId: string,
  inFlight: readonly DeliveryId[],
  whose: Whose = 'all',
): Promise<void> {
  await sql`
    update delivery d
    set ${takenBack}
    where not d.settled and ${isOf(whose)} and d.state in ('sending', 'committing') and d.worker_id = ${workerId}
      and d.updated_at < clock_timestamp() - interval '30 seconds'
      and not exists (
        select from unnest(
          ${inFlight.map(({ send }) => send)}::int[], ${inFlight.map(({ subscriber }) => subscriber)}::bigint[]
        ) as w(send_id, subscriber_id)
        where w.send_id = d.send_id and w.subscriber_id = d.subscriber_id
      )`.execute(database.tables);
}
