import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database-sql.ts';
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
