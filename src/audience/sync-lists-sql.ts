import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { AudienceError } from './audience-error.ts';
import { resolveRepeats } from './resolve-repeats-sql.ts';
import { type StagedLists, stageLists } from './stage-lists-sql.ts';
import type { SubscriberList } from './subscriber-list.ts';
import { type Tally, tallyLines } from './tally.ts';

export interface SyncOptions {
  /** Take the good rows of a list that has bad ones. */
  readonly skipBadRows: boolean;
  readonly now: Date;
}

/** What a synchronisation changed, in people: `added + updated + unchanged` are on the lists now. */
export interface SyncResult {
  /** On no list before. */
  readonly added: number;
  /** On a list before, with another name or other fields. */
  readonly updated: number;
  readonly unchanged: number;
  /** On a list before, on none now. They stay known, and so does whether they unsubscribed. */
  readonly removed: number;
  /** Rows that were not taken. */
  readonly badRows: Tally;
  /** Rows that name somebody whom an earlier row of the same list names. */
  readonly duplicates: Tally;
}

/**
 * Makes the database say what the lists say, in one transaction: afterwards exactly the people on them are subscribed,
 * under the names and fields given there. Rows that are right already are not written. A suppression is never lifted,
 * so nobody who unsubscribed is brought back. Anybody on two lists is one person: the first list, in the given order,
 * that has a value for a name or a field decides it.
 *
 * @throws AudienceError with every fault, nothing having changed
 */
export async function syncLists(
  database: Database,
  lists: readonly SubscriberList[],
  options: SyncOptions,
): Promise<SyncResult> {
  return database.tables.transaction().execute((tables) => applyLists(tables, lists, options));
}

/** As {@link syncLists}, in a transaction of the caller's, who may look at the outcome and take it back. */
export async function applyLists(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
  options: SyncOptions,
): Promise<SyncResult> {
  const staged = await stageLists(tables, lists);
  refuseFaults(staged, options);
  // Two editors may send at once: the second waits here, and then finds nothing to change.
  await sql`select pg_advisory_xact_lock(hashtext('synchronise lists'))`.execute(tables);
  const duplicates = await resolveRepeats(tables, lists);
  const updated = await updatePeople(tables);
  await insertPeople(tables, options.now);
  await resolveSubscribers(tables);
  const { people, added, removed } = await countPeople(tables);
  await writeConsent(tables, lists, options.now);
  await rewriteSubscriptions(tables, lists);
  // Nobody else does it in an embedded database, nor on a server before the send that follows.
  if (added + removed > 0) await sql`analyze subscriber, subscription`.execute(tables);
  const unchanged = people - added - updated;
  return { added, updated, unchanged, removed, badRows: staged.badRows, duplicates };
}

function refuseFaults({ badRows, faults }: StagedLists, { skipBadRows }: SyncOptions): void {
  const isRefused = faults.length > 0 || (badRows.count > 0 && !skipBadRows);
  if (!isRefused) return;
  const advice =
    faults.length === 0
      ? ['Nothing was changed. Mend these rows, or give --skip-bad-rows to take the others.']
      : [];
  throw new AudienceError([...faults, ...tallyLines(badRows), ...advice]);
}

async function updatePeople(tables: Transaction<Tables>): Promise<number> {
  const { rows } = await sql<{ updated: number }>`
    with changed as (
      update subscriber s
      set address = i.address, name = i.name, fields = i.fields
      from incoming i
      where i.leads and s.address_key = i.address_key
        and (s.address, s.name, s.fields) is distinct from (i.address, i.name, i.fields)
      returning s.id
    )
    select count(*) as updated from changed c
    where exists (select from subscription p where p.subscriber_id = c.id)`.execute(tables);
  return rows[0]?.updated ?? 0;
}

/** In the order of the lists, so that whoever reads a plan finds it again. */
async function insertPeople(tables: Transaction<Tables>, now: Date): Promise<void> {
  await sql`
    insert into subscriber (address, address_key, name, fields, created_at)
    select i.address, i.address_key, i.name, i.fields, ${now}
    from incoming i
    where i.leads and not exists (select from subscriber s where s.address_key = i.address_key)
    order by i.list, i.row`.execute(tables);
}

/** `wanted`: who is on which list, by the id that everybody has by now. */
async function resolveSubscribers(tables: Transaction<Tables>): Promise<void> {
  await sql`
    create temporary table wanted on commit drop as
    select i.list, s.id as subscriber_id, i.leads, s.address_key
    from incoming i join subscriber s on s.address_key = i.address_key`.execute(tables);
  await sql`analyze wanted`.execute(tables);
}

interface PeopleCount {
  people: number;
  added: number;
  removed: number;
}

async function countPeople(tables: Transaction<Tables>): Promise<PeopleCount> {
  const { rows } = await sql<PeopleCount>`
    with before as (select distinct subscriber_id from subscription),
      after as (select subscriber_id from wanted where leads)
    select count(a.subscriber_id) as people,
      count(*) filter (where b.subscriber_id is null) as added,
      count(*) filter (where a.subscriber_id is null) as removed
    from after a full join before b on b.subscriber_id = a.subscriber_id`.execute(tables);
  return rows[0] ?? { people: 0, added: 0, removed: 0 };
}

/** Only for those who are new to the lists: a list that names somebody who left is no consent. */
async function writeConsent(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
  now: Date,
): Promise<void> {
  await sql`
    insert into consent (subscriber_id, event, source, at)
    select w.subscriber_id, 'imported', 'list ' || n.name, ${now}
    from wanted w join ${listNames(lists)} on n.list = w.list
    where w.leads
      and not exists (select from subscription p where p.subscriber_id = w.subscriber_id)
      and not exists (select from suppression x where x.address_key = w.address_key)
    order by w.subscriber_id`.execute(tables);
}

async function rewriteSubscriptions(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
): Promise<void> {
  await sql`
    delete from subscription p
    where not exists (
      select from wanted w join ${listNames(lists)} on n.list = w.list
      where n.name = p.list and w.subscriber_id = p.subscriber_id
    )`.execute(tables);
  await sql`
    insert into subscription (list, subscriber_id)
    select n.name, w.subscriber_id
    from wanted w join ${listNames(lists)} on n.list = w.list
    where not exists (
      select from subscription p where p.list = n.name and p.subscriber_id = w.subscriber_id
    )`.execute(tables);
}

/** `n(name, list)`: the names of the lists by their place in the given order. */
function listNames(lists: readonly SubscriberList[]) {
  const names = lists.map(({ name }) => name);
  const places = lists.map((_, at) => at);
  return sql`unnest(${names}::text[], ${places}::int[]) as n(name, list)`;
}
