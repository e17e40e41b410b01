import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { type StoredIssue, storeIssue } from './correct-send-sql.ts';
import { readUnsettledRestore, timeOf } from './restored-sql.ts';

/** How many people at a time: a statement over a long list would keep everybody else waiting. */
const peopleAtOnce = 10_000;

/** What a person says of one issue. */
export interface SaidSent {
  readonly issueKey: string;
  /** Gives the issue as it is now, and the digest of its source: for one that the backup does not know. */
  readonly render: () => Promise<StoredIssue & { readonly source: string }>;
}

/**
 * Writes down that issues went out, in whole or in part, after the backup was made: whoever may have got one is in doubt,
 * and it is not sent to them again without a word. Then, and only then, sends may begin again. Whatever cuts it short is
 * mended by saying the same again.
 *
 * @returns how many people are in doubt for it, by issue
 */
export async function sayWhatWentOut(
  database: Database,
  issues: readonly SaidSent[],
): Promise<ReadonlyMap<string, number>> {
  const doubted = new Map<string, number>();
  for (const issue of issues) doubted.set(issue.issueKey, await doubtEverybody(database, issue));
  await database.tables
    .updateTable('database_restore')
    .set({ said_at: sql`now()`, sent: [...doubted.keys()] })
    .where('said_at', 'is', null)
    .execute();
  return doubted;
}

async function doubtEverybody(database: Database, { issueKey, render }: SaidSent): Promise<number> {
  const send = (await findSend(database.tables, issueKey)) ?? (await recordSend(database, await render()));
  const restore = await readUnsettledRestore(database);
  const since = restore ? ` after ${timeOf(restore.madeAt)}` : '';
  const why = `A person said that the issue went out${since}, of which this database, restored, knows no more.`;
  let doubted = 0;
  for (let after = 0; ; ) {
    const page = await doubtPage(database.tables, send, after, why);
    doubted += page.doubted;
    if (page.last === null) break;
    after = page.last;
  }
  await database.tables
    .updateTable('send')
    .set({ state: 'done', finished_at: sql`now()`, paused_by: null, pause_reason: null })
    .where('id', '=', send)
    .where('state', '=', 'paused')
    .execute();
  return doubted;
}

/** The send that counts as that of the issue. */
async function findSend(tables: Kysely<Tables>, issueKey: string): Promise<number | null> {
  const row = await tables
    .selectFrom('send')
    .select('id')
    .where('issue_key', '=', issueKey)
    .where('rehearsal', '=', false)
    .where('state', '<>', 'cancelled')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Paused until all who may have it are in it. */
async function recordSend(
  { tables }: Database,
  { source, ...stored }: StoredIssue & { readonly source: string },
): Promise<number> {
  return tables.transaction().execute(async (transaction) => {
    await storeIssue(transaction, stored);
    const { id } = await transaction
      .insertInto('send')
      .values({
        issue_key: stored.issueKey,
        digest: stored.digest,
        source_digest: source,
        rehearsal: false,
        state: 'paused',
        paused_by: 'stale',
        pause_reason: 'It went out before the database was restored.',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await sql`insert into send_list (send_id, list) select ${id}, name from list on conflict do nothing`.execute(
      transaction,
    );
    return id;
  });
}

/** The next of those on any list, in the order of their ids: what is open of them, and who has none, is in doubt. */
async function doubtPage(
  tables: Kysely<Tables>,
  send: number,
  after: number,
  why: string,
): Promise<{ readonly doubted: number; readonly last: number | null }> {
  const { rows } = await sql<{ doubted: number; last: number | null }>`
    with people as materialized (
      select p.id, exists (select from subscription l where l.subscriber_id = p.id and l.state = 'active') as is_active,
        exists (select from suppression x where x.address_key = p.address_key) as is_suppressed
      from subscriber p where p.id > ${after} order by p.id limit ${peopleAtOnce}
    ), opened as (
      update delivery d
      set state = 'in_doubt', next_attempt_at = null, detail = ${why}, updated_at = now()
      from people p
      where d.send_id = ${send} and d.subscriber_id = p.id and not d.settled
      returning 1
    ), added as (
      insert into delivery (send_id, subscriber_id, state, detail)
      select ${send}, p.id, 'in_doubt', ${why} from people p where p.is_active and not p.is_suppressed
      on conflict do nothing returning 1
    )
    select (select count(*) from opened)::int + (select count(*) from added)::int as doubted,
      (select max(id) from people) as last`.execute(tables);
  const [{ doubted = 0, last = null } = {}] = rows;
  return { doubted, last };
}
