import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/open-database-sql.ts';
import { transpileProgram } from '../setup/transpile-program.ts';

const writeRows = transpileProgram('test/database/programs/write-rows.ts');
let directory: string;
let child: ChildProcess | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pennypost-crash-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

afterAll(() => writeRows.remove());

function startWriter() {
  const writer = spawn(process.execPath, [writeRows.path, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = writer;
  return writer;
}

const open = () => openDatabase({ url: null, directory, command: 'the contract' });

test('a writer killed with -9, again and again, loses nothing that it was told is written', async () => {
  let acknowledged = 0;
  for (let round = 0; round < 6; round += 1) {
    const writer = startWriter();
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

test('one killed while it creates the database leaves nothing that stands in the way', async () => {
  for (const moment of ['database', 'database/PG_VERSION', 'database/global/pg_control']) {
    const writer = startWriter();
    while (!existsSync(join(directory, moment))) await sleep(1);
    writer.kill('SIGKILL');
    await once(writer, 'close');
  }
  const database = await open();
  expect(await database.tables.selectFrom('send').selectAll().execute()).toEqual([]);
  await database.close();
});
