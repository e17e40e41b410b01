import { type Kysely, sql } from 'kysely';
import type { AskedLists } from '../../audience/choose-lists.ts';
import type { Tables } from '../../database/tables.ts';
import { offList } from '../skip-reason.ts';

/** Writes down which lists a send goes to: those that are named, or every file list there is. */
export async function goToLists(tables: Kysely<Tables>, send: number, lists?: AskedLists): Promise<void> {
  if (lists && !lists.followsFiles) return addLists(tables, send, lists.names);
  await sql`
    insert into send_list (send_id, list) select ${send}, name from list where kind = 'file'`.execute(tables);
}

export async function addLists(
  tables: Kysely<Tables>,
  send: number,
  names: readonly string[],
): Promise<void> {
  await sql`
    insert into send_list (send_id, list) select ${send}, name from unnest(${names}::text[]) as n(name)
    on conflict do nothing`.execute(tables);
}

/**
 * Lets the open sends follow the lists, which have just changed: a file that is new is a list of theirs, so that nobody
 * is lost who only moved, or whose file has another name now; and who is back on a list is pending again. To be called
 * in the transaction that changed the lists.
 */
export async function followLists(tables: Kysely<Tables>): Promise<void> {
  await sql`
    insert into send_list (send_id, list)
    select s.id, l.name from send s cross join list l
    where s.state in ('running', 'paused') and l.kind = 'file'
      and s.follows_files and exists (select from send_list k where k.send_id = s.id)
    on conflict do nothing`.execute(tables);
  await takeBackReturned(tables);
}

/**
 * Makes pending again whoever was skipped for being on no list and is on one again, unless they are suppressed: in the
 * open sends, or in this one, open or done. How many.
 */
export async function takeBackReturned(tables: Kysely<Tables>, send?: number): Promise<number> {
  // Locked in one order, since several processes may do so at once.
  const { numAffectedRows } = await sql`
    with returned as materialized (
      select d.send_id, d.subscriber_id
      from send s join delivery d on d.send_id = s.id join subscriber p on p.id = d.subscriber_id
      where d.skip_reason = ${sql.lit(offList)} and d.state = 'skipped'
        and case when ${send ?? null}::int is null then s.state in ('running', 'paused') else s.id = ${send ?? null}::int end
        and ${sql.raw(isOnList('d.send_id', 'd.subscriber_id'))}
        and not exists (select from suppression x where x.address_key = p.address_key)
      order by d.send_id, d.subscriber_id
      for update of d
    )
    update delivery d set state = 'pending', skip_reason = null, detail = null, updated_at = now()
    from returned r
    where d.send_id = r.send_id and d.subscriber_id = r.subscriber_id and d.skip_reason = ${sql.lit(offList)}`.execute(
    tables,
  );
  return Number(numAffectedRows ?? 0);
}

/**
 * SQL text, true where a subscriber is active on one of these lists.
 *
 * @param subscriber SQL of their id
 */
export function isOnOneOf(lists: readonly string[], subscriber: string): string {
  const names = lists.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ') || 'null';
  return `exists (
    select from subscription l where l.subscriber_id = ${subscriber} and l.state = 'active' and l.list in (${names})
  )`;
}

/**
 * SQL text, true where a subscriber is active on a list that a send goes to. A send without lists was begun by a process
 * of the version before, and goes to all.
 *
 * @param send SQL of its id; null for a send that is not begun, which goes to all
 * @param subscriber SQL of their id
 */
export function isOnList(send: string, subscriber: string): string {
  return `exists (
    select from subscription l
    where l.subscriber_id = ${subscriber} and l.state = 'active' and (
      exists (select from send_list k where k.send_id = ${send} and k.list = l.list)
      or not exists (select from send_list k where k.send_id = ${send}))
  )`;
}
