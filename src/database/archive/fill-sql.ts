import type { Database, PoolClient, Queryable } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { quote, readKeptTables, type Sequences, setSequences } from './catalogue-sql.ts';
import { identityTable, type KeptTable } from './kept-table.ts';
import { type Lines, speakPlainly, tallyTable, writeLines } from './rows-sql.ts';
import { isSameTally, startTally, type Tally } from './tally.ts';

/** The rows of one table, from wherever they come. */
export interface TableRows {
  readonly name: string;
  readonly columns: readonly string[];
  readonly pages: AsyncIterable<Lines>;
  /** Throws where whoever counted them before has another tally. To be called once they are read. */
  readonly check: (tally: Tally) => void;
}

/** All that is kept of a database. */
export interface RowSource {
  /** Each after those that it references. */
  tables(): AsyncIterable<TableRows>;
  /** To be asked once the tables are read. */
  sequences(): Promise<Sequences>;
}

/** What came of it, by the name of the table. */
export type Tallies = ReadonlyMap<string, Tally>;

export interface FillOptions {
  /** Told of the rows that were written until now, all tables together. */
  readonly onRows?: (rows: number) => void;
  /** How the database is named to people. */
  readonly place: string;
  /** Told when all is there and about to be committed: from then on nobody knows whether it was, where that fails. */
  readonly onCommit?: () => void;
}

/**
 * Fills an empty database in one transaction, reads it again and compares counts and digests: all of it is there at the
 * end, or nothing.
 * @throws DatabaseError where anything was written into it before, or the rows are not those of its tables
 */
export async function fillDatabase(
  database: Database,
  source: RowSource,
  options: FillOptions,
): Promise<Tallies> {
  const client = await database.pool.connect();
  try {
    await speakPlainly(client);
    await client.query('begin');
    const tables = await readKeptTables(client);
    await lockEmpty(client, tables, options);
    const tallies = await writeAll(client, source, tables, options);
    await setSequences(client, await source.sequences());
    await verify(client, tables, tallies);
    options.onCommit?.();
    await client.query('commit');
    return tallies;
  } finally {
    // What was not committed is rolled back with it, and its settings are nobody else's.
    client.release(true);
  }
}

async function lockEmpty(
  client: PoolClient,
  tables: readonly KeptTable[],
  { place }: FillOptions,
): Promise<void> {
  const names = tables.map(({ name }) => `pennypost.${quote(name)}`);
  await client.query(`lock table ${names.join(', ')} in share row exclusive mode`);
  const filled = await findFilled(client, tables);
  if (filled.length > 0)
    throw new DatabaseError([
      `${place} is not empty: there is something in ${filled.join(', ')}. Nothing was changed there. Name a database ` +
        'that was made anew.',
    ]);
  if (tables.some(({ name }) => name === identityTable))
    await client.query(`delete from pennypost.${quote(identityTable)}`);
}

/** The tables in which anything was written. */
export async function findFilled(client: Queryable, tables: readonly KeptTable[]): Promise<string[]> {
  const filled: string[] = [];
  for (const { name } of tables) {
    if (name === identityTable) continue;
    const { rows } = await client.query(`select 1 from pennypost.${quote(name)} limit 1`);
    if (rows.length > 0) filled.push(name);
  }
  return filled;
}

async function writeAll(
  client: PoolClient,
  source: RowSource,
  tables: readonly KeptTable[],
  { onRows }: FillOptions,
): Promise<Tallies> {
  const tallies = new Map<string, Tally>();
  let written = 0;
  for await (const { name, columns, pages, check } of source.tables()) {
    const table = tables.find((one) => one.name === name);
    if (!table || [...table.columns].sort().join() !== [...columns].sort().join())
      throw new DatabaseError([`The table "${name}" is not one that Pennypost has there, column by column.`]);
    const tally = startTally();
    for await (const lines of pages) {
      for (const line of lines) tally.add(line);
      await writeLines(client, { name, columns }, lines);
      written += lines.length;
      onRows?.(written);
    }
    check(tally.total());
    tallies.set(name, tally.total());
    await client.query(`analyze pennypost.${quote(name)}`);
  }
  return tallies;
}

async function verify(client: PoolClient, tables: readonly KeptTable[], tallies: Tallies): Promise<void> {
  for (const table of tables) {
    const tally = tallies.get(table.name) ?? startTally().total();
    const found = await tallyTable(client, table);
    if (!isSameTally(tally, found)) throw differs(table.name, tally, found);
  }
}

function differs(name: string, wanted: Tally, found: Tally): Error {
  const why = wanted.rows === found.rows ? 'they differ' : `${found.rows} arrived`;
  return new DatabaseError([
    `Of the ${wanted.rows} rows of the table "${name}", ${why}: nothing was kept of it. Try again, and report this if it ` +
      'happens again.',
  ]);
}
