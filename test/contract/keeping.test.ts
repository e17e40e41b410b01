import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readSequences } from '../../src/database/archive/catalogue-sql.ts';
import { tallyDatabase } from '../../src/database/archive/read-database-sql.ts';
import type { Database } from '../../src/database/database.ts';
import { readDatabaseId } from '../../src/database/database-id-sql.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { backUp } from '../../src/sending/keeping/backup-sql.ts';
import { moveDatabase, undoMove } from '../../src/sending/keeping/move-sql.ts';
import type { Place } from '../../src/sending/keeping/place.ts';
import { type RestoreOptions, restore } from '../../src/sending/keeping/restore-sql.ts';
import { copyDatabase } from '../setup/copy-database.ts';
import { createTestDatabase, migratedDatabase, type TestDatabase } from '../setup/test-database.ts';
import { emptyKeptTables, fillEveryTable } from './filled-database.ts';

let folder: string;
let servers: TestDatabase[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pennypost-keeping-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function newServer(template: 'template1' | typeof migratedDatabase = 'template1'): Promise<Place> {
  const server = await createTestDatabase(inject('databaseUrl'), template);
  servers.push(server);
  return { kind: 'server', url: server.url };
}

function newFolder(name: string, isMade = false): Place {
  const directory = path.join(folder, name);
  if (isMade) copyDatabase(directory);
  return { kind: 'folder', directory };
}

async function using<Result>(place: Place, act: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await openDatabase({
    url: place.kind === 'server' ? place.url : null,
    directory: place.kind === 'folder' ? place.directory : '',
    command: 'a test',
  });
  try {
    return await act(database);
  } finally {
    await database.close();
  }
}

const quiet = {
  command: 'pennypost database',
  report: () => {},
  onRows: () => {},
  now: new Date('2026-11-30T18:00:00Z'),
};
const writing = { ...quiet, version: '0.1.0', mayReplace: false };
const restoring = (): RestoreOptions => ({
  ...quiet,
  workDirectory: path.join(folder, 'work'),
  missing: null,
  givesUpPresent: false,
});

/** What is kept, as a person would compare it. */
async function contents(database: Database) {
  return {
    id: await readDatabaseId(database.tables),
    tallies: Object.fromEntries(await tallyDatabase(database)),
    sequences: await readSequences(database.pool),
  };
}

async function filled(place: Place) {
  return using(place, async (database) => {
    await fillEveryTable(database);
    return contents(database);
  });
}

it('the rows of these tests are in every table that is kept: a new one needs some as well', async () => {
  const place = await newServer(migratedDatabase);
  await using(place, async (database) => {
    await fillEveryTable(database);
    expect(await emptyKeptTables(database)).toEqual([]);
  });
});

describe.each([
  ['a folder onto a server', () => newFolder('from', true), () => newServer()],
  ['a server into a folder', () => newServer(migratedDatabase), () => newFolder('to')],
  ['a server onto another', () => newServer(migratedDatabase), () => newServer(migratedDatabase)],
] as const)('moving %s', (_, makeFrom, makeTo) => {
  it('carries everything, and the old one can be changed no more until that is taken back', async () => {
    const [from, to] = [await makeFrom(), await makeTo()];
    const before = await filled(from);
    await moveDatabase(from, to, quiet);
    expect(await using(to, contents)).toEqual(before);
    await using(from, async ({ pool }) => {
      await expect(pool.query(`update send set state = 'running'`)).rejects.toMatchObject({ code: 'PP001' });
      await expect(pool.query('delete from subscriber')).rejects.toMatchObject({ code: 'PP001' });
    });
    await expect(moveDatabase(from, to, quiet)).rejects.toThrow('was moved to');
    await undoMove(from, quiet);
    await using(from, ({ pool }) => pool.query('delete from mail_domain'));
    await using(to, ({ pool }) => pool.query('delete from mail_domain'));
  });
});
