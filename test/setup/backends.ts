import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { copyDatabase } from './copy-database.ts';
import { createTestDatabase, migratedDatabase } from './test-database.ts';

/** A database of one suite's own, and the way to be rid of it. */
export interface OpenBackend {
  readonly database: Database;
  remove(): Promise<void>;
}

/**
 * The databases that one suite runs over. The server's URL is given as a function, since vitest provides it only
 * when the suite runs.
 */
export function databaseBackends(
  databaseUrl: () => string,
): readonly (readonly [name: string, open: () => Promise<OpenBackend>])[] {
  return [
    ['embedded', openEmbeddedBackend],
    ['server', () => openServerBackend(databaseUrl())],
  ];
}

/** Opens a database of its own for the suite that calls this, before its tests, and is rid of it after the last. */
export function useBackend(open: () => Promise<OpenBackend>, take: (database: Database) => void): void {
  let backend: OpenBackend;
  beforeAll(async () => {
    backend = await open();
    take(backend.database);
  });
  afterAll(() => backend.remove());
}

/** Leaves the tables as they are where nobody has written anything, their counts beginning anew. */
export async function emptyTables({ tables }: Database): Promise<void> {
  await sql`
    truncate subscriber, subscription, list, consent, suppression, rendered_issue, send, send_list, delivery, worker,
      feedback_event, domain_penalty, mail_domain, notice
    restart identity cascade`.execute(tables);
}

async function openEmbeddedBackend(): Promise<OpenBackend> {
  const directory = mkdtempSync(join(tmpdir(), 'pennypost-test-'));
  copyDatabase(directory);
  const database = await openDatabase({ url: null, directory, command: 'a test' });
  return {
    database,
    remove: async () => {
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function openServerBackend(databaseUrl: string): Promise<OpenBackend> {
  const { url, drop } = await createTestDatabase(databaseUrl, migratedDatabase);
  const database = await openDatabase({ url, directory: '', command: 'a test' });
  return {
    database,
    remove: async () => {
      await database.close();
      await drop();
    },
  };
}
