import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The random id that a database was given once, a UUID. A copy of the database has it too. */
export async function readDatabaseId(tables: Kysely<Tables>): Promise<string> {
  const { id } = await tables.selectFrom('database_identity').select('id').executeTakeFirstOrThrow();
  return id;
}
