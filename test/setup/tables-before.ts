import { Migrator, sql } from 'kysely';
import type { Database } from '../../src/database/database.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';

/** Empties the database and gives it the tables as they were before the migration of that name and all after it. */
export async function layTablesBefore(database: Database, name: string): Promise<void> {
  if (!Object.hasOwn(migrations, name)) throw new Error(`There is no migration ${name}.`);
  await sql`drop schema pennypost cascade`.execute(database.tables);
  const before = Object.fromEntries(Object.entries(migrations).filter(([known]) => known < name));
  const { error } = await new Migrator({
    db: database.tables,
    provider: { getMigrations: async () => before },
    migrationTableSchema: 'pennypost',
  }).migrateToLatest();
  if (error !== undefined) throw error;
}
