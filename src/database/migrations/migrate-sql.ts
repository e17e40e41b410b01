import { type Kysely, type Migration, Migrator } from 'kysely';
import type { Database } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { movedCode } from '../moved.ts';
import type { Tables } from '../tables.ts';
import { migrations } from './migrations.ts';

const schema = 'pennypost';
const undefinedTable = '42P01';
const insufficientPrivilege = '42501';

/**
 * Brings the schema `pennypost` up to date. Any number of processes may do so at once: the first does it, the others
 * wait. Costs one small query where there is nothing to do. Where a newer Pennypost has been here, the tables stay as they
 * are, if this one may work beside it.
 * @throws DatabaseError when it may not, or the user may not create tables
 */
export async function migrate(tables: Kysely<Tables>): Promise<void> {
  const done = await findDone(tables);
  if (await isNewer(tables, done)) return;
  if (done.length === Object.keys(migrations).length) return;
  const { error } = await migrator(tables).migrateToLatest();
  if (error !== undefined) throw explain(error);
}

/** Lays the tables of a database that has none as an earlier Pennypost had them, whose newest migration that was. */
export async function migrateTo(tables: Kysely<Tables>, newest: string): Promise<void> {
  const { error } = await migrator(tables).migrateTo(newest);
  if (error !== undefined) throw explain(error);
}

function migrator(db: Kysely<Tables>): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => noted },
    migrationTableSchema: schema,
  });
}

/** The newest migration that was made there. */
export async function readNewestMigration(tables: Kysely<Tables>): Promise<string> {
  return (await findDone(tables)).sort().at(-1) ?? '';
}

/** Whether any Pennypost has laid out its tables there. */
export async function hasTables(tables: Kysely<Tables>): Promise<boolean> {
  return (await findDone(tables)).length > 0;
}

/**
 * Whether the tables are still those on which this program may work: a newer one may have changed them since they were
 * opened.
 * @throws DatabaseError where they are not
 */
export async function refuseNewerTables({ tables }: Pick<Database, 'tables'>): Promise<void> {
  await isNewer(tables, await findDone(tables));
}

/** @throws DatabaseError where a newer Pennypost made the tables, and this one may not work on them */
async function isNewer(tables: Kysely<Tables>, done: readonly string[]): Promise<boolean> {
  const known = Object.keys(migrations).sort();
  const unknown = done.filter((name) => !known.includes(name));
  if (unknown.length === 0) return false;
  const own = known.at(-1) ?? '';
  const oldest = await findOldest(tables, unknown);
  const isAllowed = unknown.every((name) => (oldest.get(name) ?? name) <= own);
  if (isAllowed && known.every((name) => done.includes(name))) return true;
  throw new DatabaseError([
    `The database was changed by a newer Pennypost (${unknown.join(', ')}), and this one, whose tables end with ${own}, ` +
      'cannot work beside it: use that one, or another database.',
  ]);
}

/** What was written down of migrations that this program does not know. */
async function findOldest(
  tables: Kysely<Tables>,
  unknown: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await noneWithoutTable(() =>
    tables
      .withSchema(schema)
      .selectFrom('works_beside')
      .select(['migration', 'oldest'])
      .where('migration', 'in', unknown)
      .execute(),
  );
  return new Map(rows.map(({ migration, oldest }) => [migration, oldest]));
}

/** The migrations, each of which writes down beside the tables who may work on them then. */
const noted: Readonly<Record<string, Migration>> = Object.fromEntries(
  Object.entries(migrations).map(([migration, { up, oldestBeside }]) => [
    migration,
    {
      up: async (db: Kysely<Tables>) => {
        await up(db);
        if (oldestBeside === undefined) return;
        await db
          .withSchema(schema)
          .insertInto('works_beside')
          .values({ migration, oldest: oldestBeside })
          .execute();
      },
    },
  ]),
);

async function findDone(tables: Kysely<Tables>): Promise<string[]> {
  const rows = await noneWithoutTable(() =>
    tables
      .withSchema(schema)
      .withTables<{ kysely_migration: { name: string } }>()
      .selectFrom('kysely_migration')
      .select('name')
      .execute(),
  );
  return rows.map(({ name }) => name);
}

async function noneWithoutTable<Row>(ask: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await ask();
  } catch (error) {
    if ((error as { code?: unknown }).code === undefinedTable) return [];
    throw error;
  }
}

function explain(error: unknown): unknown {
  if ((error as { code?: unknown }).code === movedCode) return new DatabaseError([(error as Error).message]);
  if ((error as { code?: unknown }).code !== insufficientPrivilege) return error;
  return new DatabaseError(
    ['DATABASE_URL: its user may not create schemas and tables in that database: grant it CREATE.'],
    { cause: error },
  );
}
