import type { Database, PoolClient } from '../database.ts';
import { readKeptTables, readSequences } from './catalogue-sql.ts';
import type { RowSource, Tallies } from './fill-sql.ts';
import { readPages, speakPlainly, tallyTable } from './rows-sql.ts';

/** How its rows are held still while they are read: by a snapshot, or since nobody may change them. */
export type Stillness = 'snapshot' | 'unchangeable';

/** Lends a source of all that is kept of a database, whose rows do not change meanwhile. */
export async function withRows<Result>(
  database: Database,
  stillness: Stillness,
  act: (source: RowSource) => Promise<Result>,
): Promise<Result> {
  const client = await database.pool.connect();
  try {
    await speakPlainly(client);
    if (stillness === 'snapshot') await client.query('begin isolation level repeatable read, read only');
    return await act({ tables: () => readTables(client), sequences: () => readSequences(client) });
  } finally {
    client.release(true);
  }
}

async function* readTables(client: PoolClient): ReturnType<RowSource['tables']> {
  for (const table of await readKeptTables(client))
    yield {
      name: table.name,
      columns: table.columns,
      pages: readPages(client, table),
      check: () => undefined,
    };
}

/** Counts and digests of all that is kept. */
export async function tallyDatabase(database: Database): Promise<Tallies> {
  const client = await database.pool.connect();
  try {
    await speakPlainly(client);
    const tallies = new Map();
    for (const table of await readKeptTables(client))
      tallies.set(table.name, await tallyTable(client, table));
    return tallies;
  } finally {
    client.release(true);
  }
}
