import { sql, type Transaction } from 'kysely';
import { strongestFirst } from '../../audience/suppression-strength.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { takeErasures } from './take-erasures-sql.ts';

/** What the database that is replaced knew and the restored one now knows as well. */
export interface Merged {
  readonly suppressed: number;
  readonly left: number;
  /** People who came since the backup was made: on no list, so that the links that they have work. */
  readonly people: number;
  /** People of the backup whom the present one has erased, or does not know any more. */
  readonly erased: number;
}

/** Pages of the present database go into the restored one as JSON. */
const pageRows = 5_000;

/**
 * Takes over from the database that is replaced what readers have decided since a backup of it was made: who is suppressed,
 * who left a list, who came back by their own word, and who was erased. Nobody is mailed again by a restoring. In the
 * transaction of the caller.
 *
 * @param erased whether whoever the present database does not know any more is to be erased here
 * @param madeAt when the backup was made
 */
export async function mergePresent(
  present: Database,
  restored: Transaction<Tables>,
  { erases, madeAt }: { readonly erases: boolean; readonly madeAt: Date },
): Promise<Merged> {
  const erased =
    (await takeErasures(present, restored)) + (erases ? await eraseMissing(present, restored) : 0);
  const people = await addPeople(present, restored);
  await addConsents(present, restored);
  const suppressed = await addSuppressions(present, restored);
  await liftOwnWishes(present, restored, madeAt);
  const left = await addLeavings(present, restored, madeAt);
  await addSigningKeys(present, restored);
  return { suppressed, left, people, erased };
}

/** How many people of the restored database the present one does not know any more. */
export async function countMissing(present: Database, restored: Database): Promise<number> {
  let missing = 0;
  for await (const names of missingNames(present, restored.tables)) missing += names.length;
  return missing;
}

async function eraseMissing(present: Database, restored: Transaction<Tables>): Promise<number> {
  let erased = 0;
  for await (const names of missingNames(present, restored)) {
    await sql`delete from subscriber where public_id = any (${names}::uuid[])`.execute(restored);
    erased += names.length;
  }
  return erased;
}

async function* missingNames(
  present: Database,
  restored: Database['tables'],
): AsyncGenerator<readonly string[]> {
  for (let after = 0; ; ) {
    const page = await restored
      .selectFrom('subscriber')
      .select(['id', 'public_id'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    const { rows } = await sql<{ name: string }>`
      select k.name::text as name from unnest(${page.map(({ public_id }) => public_id)}::uuid[]) as k(name)
      where not exists (select from subscriber p where p.public_id = k.name)`.execute(present.tables);
    if (rows.length > 0) yield rows.map(({ name }) => name);
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Reads rows of the present database as JSON, page by page in the order of a number that each has as `place`. */
async function* presentPages(
  present: Database,
  rowsAfter: (after: number) => string,
): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const { rows } = await sql<{ page: string | null; last: number | null }>`
      select json_agg(r)::text as page, max(r.place) as last from (
        ${sql.raw(rowsAfter(after))} order by place limit ${sql.lit(pageRows)}
      ) r`.execute(present.tables);
    const [{ page = null, last = null } = {}] = rows;
    if (page === null || last === null) return;
    yield page;
    after = last;
  }
}

async function addPeople(present: Database, restored: Transaction<Tables>): Promise<number> {
  let added = 0;
  const pages = presentPages(
    present,
    (after) =>
      `select id as place, address, address_key, name, fields, created_at, public_id from subscriber where id > ${after}`,
  );
  for await (const page of pages) {
    const { numAffectedRows } = await sql`
      insert into subscriber (address, address_key, name, fields, created_at, public_id)
      select address, address_key, name, fields, created_at, public_id
      from json_populate_recordset(null::subscriber, ${page}::json)
      on conflict do nothing`.execute(restored);
    added += Number(numAffectedRows ?? 0);
  }
  return added;
}

/** In the order in which they were given, since the last counts. What somebody was imported by is no word of theirs. */
async function addConsents(present: Database, restored: Transaction<Tables>): Promise<void> {
  const pages = presentPages(
    present,
    (after) =>
      `select c.id as place, p.public_id, c.event, c.source, c.list, c.evidence, c.at
       from consent c join subscriber p on p.id = c.subscriber_id
       where c.id > ${after} and c.event <> 'imported'`,
  );
  for await (const page of pages)
    await sql`
      insert into consent (subscriber_id, event, source, list, evidence, at)
      select p.id, g.event, g.source, g.list, g.evidence, g.at
      from json_to_recordset(${page}::json) as g(
        place bigint, public_id uuid, event text, source text, list text, evidence jsonb, at timestamptz)
      join subscriber p on p.public_id = g.public_id
      where not exists (
        select from consent c where c.subscriber_id = p.id and c.event = g.event and c.source = g.source and c.at = g.at
          and c.list is not distinct from g.list)
      order by g.place`.execute(restored);
}

/** The stronger reason stays. A report by its number is one of the database that is replaced, and of no other. */
async function addSuppressions(present: Database, restored: Transaction<Tables>): Promise<number> {
  let added = 0;
  const pages = presentPages(
    present,
    (after) =>
      `select place, address_key, reason, since, evidence from (
         select row_number() over (order by address_key) as place, x.* from suppression x) x where place > ${after}`,
  );
  const strength = (reason: string) =>
    sql`array_position(${sql.val(strongestFirst)}::text[], ${sql.raw(reason)})`;
  for await (const page of pages) {
    const { numAffectedRows } = await sql`
      insert into suppression (address_key, reason, since, evidence)
      select address_key, reason, since, jsonb_build_object('restored', evidence)
      from json_populate_recordset(null::suppression, ${page}::json)
      on conflict (address_key) do update
        set reason = excluded.reason, since = excluded.since, evidence = excluded.evidence
        where ${strength('excluded.reason')} < ${strength('suppression.reason')}`.execute(restored);
    added += Number(numAffectedRows ?? 0);
  }
  return added;
}

/** Whoever came back by their own word since, and is not suppressed there, has left no more than there. */
async function liftOwnWishes(present: Database, restored: Transaction<Tables>, madeAt: Date): Promise<void> {
  const pages = presentPages(
    present,
    (after) =>
      `select p.id as place, p.address_key from subscriber p where p.id > ${after} and ${cameBack(madeAt)}
       and not exists (select from suppression x where x.address_key = p.address_key)`,
  );
  for await (const page of pages)
    await sql`
      delete from suppression x using json_to_recordset(${page}::json) as g(address_key text)
      where x.address_key = g.address_key and x.reason = 'unsubscribe'`.execute(restored);
}

/** Of a `subscriber p`: by what they last said, after the backup was made. */
function cameBack(madeAt: Date): string {
  return `coalesce((
    select (array_agg(c.event = 'resubscribed' and c.at >= '${madeAt.toISOString()}' order by c.id desc))[1]
    from consent c where c.subscriber_id = p.id), false)`;
}

/** Who left a list, and how whoever came back since stands on theirs. */
async function addLeavings(present: Database, restored: Transaction<Tables>, madeAt: Date): Promise<number> {
  let left = 0;
  const pages = presentPages(
    present,
    (after) =>
      `select s.place, s.list, s.state, s.public_id from (
         select row_number() over (order by l.list, l.subscriber_id) as place, l.list, l.state, p.public_id
         from subscription l join subscriber p on p.id = l.subscriber_id
         where l.state = 'left' or (l.state = 'active' and ${cameBack(madeAt)})) s where s.place > ${after}`,
  );
  for await (const page of pages) {
    const { numAffectedRows } = await sql`
      insert into subscription (list, subscriber_id, state)
      select g.list, p.id, g.state
      from json_to_recordset(${page}::json) as g(list text, state text, public_id uuid)
      join subscriber p on p.public_id = g.public_id
      on conflict (list, subscriber_id) do update
        set state = excluded.state, consent_id = null where subscription.state <> excluded.state`.execute(
      restored,
    );
    left += Number(numAffectedRows ?? 0);
  }
  return left;
}

/** Of a key that signed what went out since, it is told where it is not at hand. */
async function addSigningKeys(present: Database, restored: Transaction<Tables>): Promise<void> {
  const keys = await present.tables.selectFrom('signing_key').selectAll().execute();
  if (keys.length === 0) return;
  await restored
    .insertInto('signing_key')
    .values(keys)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
