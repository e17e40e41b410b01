import { sql, type Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { AudienceError } from './audience-error.ts';
import type { ListedSubscriber } from './list-row.ts';
import type { SubscriberList } from './subscriber-list.ts';
import { addToTally, emptyTally, type Tally } from './tally.ts';

/** Rows a statement: enough that round trips cost nothing, few enough that a batch is a few megabytes. */
const batchSize = 5_000;

/** What was wrong with the lists. */
export interface StagedLists {
  /** Rows that were not taken. */
  readonly badRows: Tally;
  /** What is wrong with whole lists. */
  readonly faults: readonly string[];
}

/**
 * Copies the good rows of the lists into the temporary table `incoming` of this transaction, a batch at a time, so
 * that memory stays flat however long they are.
 */
export async function stageLists(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
): Promise<StagedLists> {
  await createIncoming(tables);
  const faults: string[] = [];
  let badRows = emptyTally;
  for (const [at, list] of lists.entries()) {
    const onFault = (sentence: string) => {
      badRows = addToTally(badRows, sentence);
    };
    try {
      await insertBatches(tables, at, goodRows(list, onFault));
    } catch (error) {
      if (!(error instanceof AudienceError)) throw error;
      faults.push(...error.faults);
    }
  }
  await sql`analyze incoming`.execute(tables);
  return { badRows, faults };
}

/** `leads`: of the rows that name one person in several lists, the one that the person is made from. */
async function createIncoming(tables: Transaction<Tables>): Promise<void> {
  await sql`
    create temporary table incoming (
      list int not null, row int not null, address text not null, address_key text not null,
      name text not null, fields jsonb not null, leads boolean not null default true
    ) on commit drop`.execute(tables);
}

async function* goodRows(
  list: SubscriberList,
  onFault: (sentence: string) => void,
): AsyncGenerator<ListedSubscriber[]> {
  let batch: ListedSubscriber[] = [];
  for await (const row of list.rows()) {
    if (row.kind === 'fault') onFault(`${list.file}, row ${row.row}: ${row.reason}`);
    else batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Reads the next batch while the database takes the last one: each is about half of the work. */
async function insertBatches(
  tables: Transaction<Tables>,
  list: number,
  batches: AsyncGenerator<ListedSubscriber[]>,
): Promise<void> {
  let next = await batches.next();
  while (!next.done) [next] = await Promise.all([batches.next(), insertBatch(tables, list, next.value)]);
}

async function insertBatch(
  tables: Transaction<Tables>,
  list: number,
  batch: readonly ListedSubscriber[],
): Promise<void> {
  await sql`
    insert into incoming (list, row, address, address_key, name, fields)
    select ${list}, r.row, r.address, r."addressKey", r.name, r.fields
    from json_to_recordset(${JSON.stringify(batch)}::json)
      as r(row int, address text, "addressKey" text, name text, fields jsonb)`.execute(tables);
}
