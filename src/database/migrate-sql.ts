import { type Kysely, Migrator } from 'kysely';
import { DatabaseError } from './database-error.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

const schema = 'pennypost';
const undefinedTable = '42P01';
const insufficientPrivilege = '42501';

/**
 * Brings the schema `pennypost` up to date. Any number of processes may do so at once: the first does it, the others
 * wait. Costs one small query where there is nothing to do.
 * @throws DatabaseError when a newer Pennypost has been here, or the user may not create tables
 */
export async function migrate(tables: Kysely<Tables>): Promise<void> {
  const done = await findDone(tables);
  const unknown = done.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new DatabaseError([
      `The database was changed by a newer Pennypost (${unknown.join(', ')}): use that one, or another database.`,
    ]);
  }
  if (done.length === Object.keys(migrations).length) return;
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const { error } = await new Migrator({
    db: tables,
    provider,
    migrationTableSchema: schema,
  }).migrateToLatest();
  if (error !== undefined) throw explain(error);
}

async function findDone(tables: Kysely<Tables>): Promise<string[]> {
  try {
    const rows = await tables
      .withSchema(schema)
      .withTables<{ kysely_migration: { name: string } }>()
      .selectFrom('kysely_migration')
      .select('name')
      .execute();
    return rows.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: unknown }).code === undefinedTable) return [];
    throw error;
  }
}

function explain(error: unknown): unknown {
  if ((error as { code?: unknown }).code !== insufficientPrivilege) return error;
  return new DatabaseError(
    ['DATABASE_URL: its user may not create schemas and tables in that database: grant it CREATE.'],
    { cause: error },
  );
}
