import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { EmailAddress } from '../mail/address.ts';
import type { AudienceCount, Candidate, SuppressionReason } from './send-plan.ts';

const pageSize = 1_000;

/** How many a send begun now would reach, and how many not. */
export async function countAudience(database: Database): Promise<AudienceCount> {
  const { rows } = await sql<{ reason: SuppressionReason | null; people: number }>`
    select x.reason, count(*) as people
    from subscriber s left join suppression x on x.address_key = s.address_key
    where exists (select from subscription p where p.subscriber_id = s.id)
    group by x.reason order by x.reason`.execute(database.tables);
  const skippedFor: Partial<Record<SuppressionReason, number>> = {};
  for (const { reason, people } of rows) if (reason !== null) skippedFor[reason] = people;
  const skipped = Object.values(skippedFor).reduce((sum, people) => sum + people, 0);
  return { recipients: rows.find(({ reason }) => reason === null)?.people ?? 0, skipped, skippedFor };
}

/**
 * Everybody on the lists, each once, in the order in which they became known. Read in pages, so that memory stays
 * flat and the database is free for others in between.
 */
export async function* readAudience(database: Database): AsyncGenerator<Candidate> {
  const lists = await readListNames(database);
  for (let after = 0; ; ) {
    const page = await readPage(database, lists, after);
    for (const row of page) if (row.is_listed) yield toCandidate(row);
    const last = page.at(-1);
    if (page.length < pageSize || !last) return;
    after = last.id;
  }
}

async function readListNames(database: Database): Promise<string[]> {
  const rows = await database.tables.selectFrom('subscription').select('list').distinct().execute();
  return rows.map(({ list }) => list);
}

interface CandidateRow {
  id: number;
  address: EmailAddress;
  name: string;
  fields: Record<string, string>;
  reason: SuppressionReason | null;
  since: Date | null;
  is_listed: boolean;
}

/**
 * The next people we know, on a list or not. Each is looked up by itself in two primary keys, which the limits make
 * sure of: left to choose, the planner may read all of `subscription` again for every page.
 */
async function readPage(
  database: Database,
  lists: readonly string[],
  after: number,
): Promise<CandidateRow[]> {
  const { rows } = await sql<CandidateRow>`
    select s.id, s.address, s.name, s.fields, x.reason, x.since, p.is_listed is not null as is_listed
    from (select * from subscriber where id > ${after} order by id limit ${pageSize}) s
    left join lateral (
      select true as is_listed from subscription
      where list = any (${lists}::text[]) and subscriber_id = s.id limit 1
    ) p on true
    left join lateral (
      select reason, since from suppression where address_key = s.address_key limit 1
    ) x on true
    order by s.id`.execute(database.tables);
  return rows;
}

function toCandidate({ id, address, name, fields, reason, since }: CandidateRow): Candidate {
  const skip = reason !== null && since !== null ? ({ kind: 'suppressed', reason, since } as const) : null;
  return { subscriber: { id, address, name, fields }, skip };
}
