import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { DeliveryId } from '../delivery.ts';
import { noticeGiveUpHours, noticeKinds } from './notice-kinds.ts';

/** How long a relay that cannot be used is left alone before a notice tries it again. */
const restMinutes = 5;
/** What comes back for a notice still finds it for so long, as it finds an issue. */
const keptDays = 90;

/** The notices to be delivered now, the oldest first. */
export async function pendingNotices(database: Database, limit: number): Promise<DeliveryId[]> {
  const { rows } = await sql<DeliveryId>`
    select send_id as send, subscriber_id as subscriber from delivery
    where is_notice and not settled and state = 'pending'
    order by send_id, subscriber_id limit ${limit}`.execute(database.tables);
  return rows;
}

/**
 * Lets the notice of this send wait where a send of an issue would be paused: what is wrong may be mended meanwhile, and
 * nobody resumes a notice. Does nothing to the send of an issue.
 */
export async function restNotice(database: Database, send: number, why: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update delivery
    set state = 'deferred', next_attempt_at = clock_timestamp() + make_interval(mins => ${restMinutes}),
      detail = ${storableText(why, 4_000)}, updated_at = now()
    where send_id = ${send} and is_notice and not settled and state = 'pending'`.execute(database.tables);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Whether anybody is there to deliver a notice. */
export async function areNoticesDelivered(database: Database): Promise<boolean> {
  const worker = await database.tables
    .selectFrom('worker')
    .select('id')
    .where('delivers_notices', '=', true)
    .where('alive_until', '>', sql<Date>`clock_timestamp()`)
    .limit(1)
    .executeTakeFirst();
  return worker !== undefined;
}

/** How many are on their way at this moment, or wait for nothing but somebody who delivers them. */
export async function countPendingNotices(database: Database): Promise<number> {
  const { count } = await database.tables
    .selectFrom('delivery')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('is_notice', '=', true)
    .where('settled', '=', false)
    .where(({ eb, or }) =>
      or([
        eb('state', 'in', ['pending', 'sending', 'committing']),
        eb('state', '=', 'deferred').and('next_attempt_at', '<=', sql<Date>`clock_timestamp()`),
      ]),
    )
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Gives up what nobody could deliver in time, and forgets what is long over: what one said itself, once it has arrived;
 * who asked, as soon as nothing counts it any more; and after three months the rest. Any process may run it at any time.
 */
export async function tidyNotices({ tables }: Database): Promise<void> {
  // An hour later than the delivery's own end, which has a last attempt.
  const kinds = Object.keys(noticeKinds);
  const giveUpHours = sql`coalesce(
    (array[${sql.join(kinds.map(noticeGiveUpHours))}]::int[])[array_position(${kinds}::text[], n.kind)],
    ${noticeGiveUpHours(null)}::int)`;
  await sql`
    update delivery d
    set state = 'failed', next_attempt_at = null, updated_at = now(),
      detail = concat_ws(' ', 'Given up, since nobody waits for it any more.', d.detail)
    from notice n
    where d.is_notice and not d.settled and d.state in ('pending', 'deferred') and n.send_id = d.send_id
      and n.asked_at < clock_timestamp() - make_interval(hours => 1 + ${giveUpHours})`.execute(tables);
  await sql`
    update notice n set words = null
    where n.words is not null and exists (
      select from delivery d where d.send_id = n.send_id and d.is_notice and d.state in ('accepted', 'skipped'))`.execute(
    tables,
  );
  await sql`
    update notice set network = null
    where network is not null and asked_at < clock_timestamp() - interval '1 day'`.execute(tables);
  const isOld = sql`asked_at < clock_timestamp() - make_interval(days => ${keptDays})`;
  await sql`
    with old as materialized (select send_id from notice where ${isOld} order by asked_at limit 1000),
      gone as (delete from delivery d using old o where d.send_id = o.send_id and d.is_notice)
    delete from send s using old o where s.id = o.send_id`.execute(tables);
}
