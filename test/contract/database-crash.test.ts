import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { vacuumWornTable } from '../../src/database/embedded/upkeep-sql.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { copyDatabase } from '../setup/copy-database.ts';
import { rounds } from '../setup/soak.ts';
import { transpileProgram } from '../setup/transpile-program.ts';

const writeRows = transpileProgram('test/database/programs/write-rows.ts');
const noteSyncs = transpileProgram('test/database/programs/note-syncs.ts');
const countSyncs = transpileProgram('test/database/programs/count-syncs.ts');
/** Creating a database and recovering one take seconds each, on a busy machine many. */
const patientMs = rounds(240_000, 3_600_000);
let directory: string;
let child: ChildProcess | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pennypost-crash-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

afterAll(() => {
  writeRows.remove();
  countSyncs.remove();
  noteSyncs.remove();
});

function start(program: string, ...preloads: string[]) {
  const started = spawn(process.execPath, [...preloads, program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  return started;
}

const open = () => openDatabase({ url: null, directory, command: 'the contract' });

test('a writer killed with -9, again and again, loses nothing that it was told is written', {
  timeout: patientMs,
}, async () => {
  copyDatabase(directory);
  const kills = rounds(3, 100);
  let acknowledged = 0;
  for (let round = 0; round < kills; round += 1) {
    const writer = start(writeRows.path);
    let printed = '';
    writer.stdout.on('data', (chunk) => (printed += chunk));
    await once(writer.stdout, 'data');
    await sleep(50 + 150 * Math.random());
    writer.kill('SIGKILL');
    await once(writer, 'close');
    acknowledged = Number(printed.trim().split('\n').at(-1));
    const database = await open();
    const { rows } = await database.pool.query(
      'select count(*) as count, max(id) as last, bool_and(length(body) = id % 3000) as whole from row',
    );
    await database.close();
    expect(rows[0].count).toBe(rows[0].last);
    expect(rows[0].whole).toBe(true);
    // One more may be written than was heard of.
    expect([acknowledged, acknowledged + 1]).toContain(rows[0].last);
  }
  expect(acknowledged).toBeGreaterThan(6);
});

test('one killed while it creates the database leaves nothing that stands in the way', {
  timeout: patientMs,
}, async () => {
  for (const moment of ['database', 'database/PG_VERSION', 'database/global/pg_control']) {
    const writer = start(writeRows.path);
    while (!existsSync(join(directory, moment))) await sleep(1);
    writer.kill('SIGKILL');
    await once(writer, 'close');
  }
  const database = await open();
  expect(await database.tables.selectFrom('send').selectAll().execute()).toEqual([]);
  await database.close();
});

test('what is committed has been forced to the disk, where a power cut leaves it', {
  timeout: patientMs,
}, async () => {
  copyDatabase(directory);
  // In the threads of the process as well: one of them has the engine.
  const preload = pathToFileURL(noteSyncs.path).href;
  const { commits, reads } = JSON.parse(await text(start(countSyncs.path, '--import', preload).stdout));
  expect(commits).toBeGreaterThanOrEqual(10);
  expect(reads).toBe(0);
});

test('tables that were rewritten a lot are vacuumed, one at a time', { timeout: patientMs }, async () => {
  copyDatabase(directory);
  const database = await open();
  const { pool } = database;
  for (const table of ['first', 'second']) {
    await pool.query(`create table ${table} (n int); insert into ${table} select generate_series(1, 2000)`);
    await pool.query(`update ${table} set n = n + 1`);
  }
  const countWorn = async () => {
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await pool.query('select relname from pg_stat_user_tables where n_dead_tup > 0');
    return rows.length;
  };
  const ask = async (statement: string) => {
    const { rows } = await pool.query(statement);
    return rows.map((row) => Object.values<string>(row));
  };
  await expect.poll(countWorn).toBe(2);
  await vacuumWornTable(ask);
  await expect.poll(countWorn).toBe(1);
  await vacuumWornTable(ask);
  await expect.poll(countWorn).toBe(0);
  await vacuumWornTable(ask);
  await database.close();
});

test('files that are no database any more are refused in words, and left as they are', {
  timeout: patientMs,
}, async () => {
  copyDatabase(directory);
  const control = join(directory, 'database/global/pg_control');
  writeFileSync(control, 'damaged');
  await expect(open()).rejects.toThrow(`The database in ${join(directory, 'database')} cannot be opened`);
  await expect(open()).rejects.toMatchObject({ name: 'DatabaseError' });
  expect(readFileSync(control, 'utf8')).toBe('damaged');
});
