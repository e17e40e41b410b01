import { sql, type Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { AudienceError } from './audience-error.ts';
import { resolveRepeats } from './resolve-repeats-sql.ts';
import { describeShorter, type ListLoss, refuseShorter } from './shorter-lists.ts';
import { type StagedLists, stageLists } from './stage-lists-sql.ts';
import type { SubscriberList } from './subscriber-list.ts';
import { type Tally, tallyLines } from './tally.ts';

export interface SyncOptions {
  /** Take the good rows of a list that has bad ones. */
  readonly skipBadRows: boolean;
  /** Believe a list that has lost most of its people; see shorter-lists.ts. */
  readonly acceptShorter: boolean;
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
  /** The lists that have lost most of their people, a sentence each. */
  readonly shorter: readonly string[];
}

/**
 * Makes the database say what the list files say, in a transaction of the caller's, who may take it back: afterwards
 * exactly the people in them are subscribed to them, under the names and fields given there; lists that are kept in the
 * database stay as they are. Rows that are right already are not written. A suppression is never lifted and who left a
 * list stays `left`, so nobody who unsubscribed is brought back. Anybody on two lists is one person: the first list, in
 * the given order, that has a value for a name or a field decides it.
 *
 * @throws AudienceError with every fault, nothing having changed; `shorter-list` where that is all
 */
export async function syncLists(
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
  await resolveSubscribers(tables, lists);
  const { people, added, removed } = await countPeople(tables);
  await writeConsent(tables, options.now);
  const shorter = describeShorter(await endSubscriptions(tables), lists);
  if (shorter.length > 0 && !options.acceptShorter) throw refuseShorter(shorter);
  await beginSubscriptions(tables);
  await rewriteLists(tables, lists);
  // Nobody else does it in an embedded database, nor on a server before the send that follows.
  if (added + removed > 0) await sql`analyze subscriber, subscription`.execute(tables);
  const unchanged = people - added - updated;
  return { added, updated, unchanged, removed, badRows: staged.badRows, duplicates, shorter };
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

/** Of a subscription `p`. A list of which nothing is known was written by a process of the version before, from a file. */
const isOfFile = sql`not exists (select from list k where k.name = p.list and k.kind = 'kept')`;

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
    where exists (select from subscription p where p.subscriber_id = c.id and ${isOfFile})`.execute(tables);
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

/** `wanted`: who is on which list, by its name and by the id that everybody has by now. */
async function resolveSubscribers(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
): Promise<void> {
  const names = lists.map(({ name }) => name);
  const places = lists.map((_, at) => at);
  await sql`
    create temporary table wanted on commit drop as
    select n.name as list, s.id as subscriber_id, i.leads, s.address_key
    from incoming i join unnest(${names}::text[], ${places}::int[]) as n(name, place) on n.place = i.list
    join subscriber s on s.address_key = i.address_key`.execute(tables);
  // Of those who went the planner guesses that there are few, and looks for each.
  await sql`create index on wanted (subscriber_id)`.execute(tables);
  await sql`analyze wanted`.execute(tables);
}

interface PeopleCount {
  people: number;
  added: number;
  removed: number;
}

async function countPeople(tables: Transaction<Tables>): Promise<PeopleCount> {
  const { rows } = await sql<PeopleCount>`
    with before as (
        select subscriber_id, bool_or(state <> 'left') as was_on from subscription p where ${isOfFile}
        group by subscriber_id
      ),
      after as (select subscriber_id from wanted where leads)
    select count(a.subscriber_id) as people,
      count(*) filter (where b.subscriber_id is null) as added,
      count(*) filter (where a.subscriber_id is null and b.was_on) as removed
    from after a full join before b on b.subscriber_id = a.subscriber_id`.execute(tables);
  return rows[0] ?? { people: 0, added: 0, removed: 0 };
}

/** Only for those who are new to the lists: a list that names somebody who left is no consent. */
async function writeConsent(tables: Transaction<Tables>, now: Date): Promise<void> {
  await sql`
    insert into consent (subscriber_id, event, source, list, at)
    select w.subscriber_id, 'imported', 'list ' || w.list, w.list, ${now}
    from wanted w
    where w.leads
      and not exists (select from subscription p where p.subscriber_id = w.subscriber_id)
      and not exists (select from suppression x where x.address_key = w.address_key)
    order by w.subscriber_id`.execute(tables);
}

/** Who has left stays known as that, also where the file does not name them any more. */
async function endSubscriptions(tables: Transaction<Tables>): Promise<ListLoss[]> {
  const { rows } = await sql<ListLoss>`
    with ended as (
      delete from subscription p
      where ${isOfFile} and p.state <> 'left'
        and not exists (select from wanted w where w.list = p.list and w.subscriber_id = p.subscriber_id)
      returning p.list, p.subscriber_id
    ), lost as (
      select list, count(*) filter (
        where not exists (select from wanted w where w.subscriber_id = e.subscriber_id)
      ) as lost
      from ended e group by list
    )
    select l.list, l.lost,
      (select count(*) from subscription p where p.list = l.list and p.state <> 'left') - l.lost as left
    from lost l`.execute(tables);
  return rows;
}

/** On a new list, too, whoever has left a list is one who left. */
async function beginSubscriptions(tables: Transaction<Tables>): Promise<void> {
  // An array, since `max` would be planned as a walk from the newest consent of all.
  await sql`
    insert into subscription (list, subscriber_id, state, consent_id)
    select w.list, w.subscriber_id,
      case when exists (select from subscription q where q.subscriber_id = w.subscriber_id and q.state = 'left')
        then 'left' else 'active' end,
      (select (array_agg(c.id order by c.id desc))[1] from consent c
        where c.subscriber_id = w.subscriber_id and c.event <> 'unsubscribed')
    from wanted w
    where not exists (
      select from subscription p where p.list = w.list and p.subscriber_id = w.subscriber_id
    )`.execute(tables);
}

async function rewriteLists(tables: Transaction<Tables>, lists: readonly SubscriberList[]): Promise<void> {
  const names = lists.map(({ name }) => name);
  await sql`delete from list where kind = 'file' and name <> all (${names}::text[])`.execute(tables);
  await sql`
    insert into list (name, kind) select name, 'file' from unnest(${names}::text[]) as n(name)
    on conflict do nothing`.execute(tables);
}
