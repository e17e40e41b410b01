import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of one test's own. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** With the tables and nothing in them; made once a run, since every test that wants them would migrate anew. */
export const migratedDatabase = 'migrated';

/**
 * Creates a uniquely named database on the server that `adminUrl` (`inject('databaseUrl')`) names: an empty one, or a
 * copy of `migratedDatabase`.
 */
export async function createTestDatabase(
  adminUrl: string,
  template: 'template1' | typeof migratedDatabase = 'template1',
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(adminUrl, `create database ${name} template ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(adminUrl, `drop database if exists ${name} with (force)`) };
}

async function administer(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
