import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { contend } from '../../src/database/embedded/contend-socket.ts';
import { openLockFolder } from '../../src/database/embedded/lock-folder-file.ts';
import { findHolder } from '../../src/database/embedded/watch-holder-socket.ts';
import { rounds } from '../setup/soak.ts';
import { transpileProgram } from '../setup/transpile-program.ts';

const holdLock = transpileProgram('test/database/programs/hold-lock.ts');
const raceLock = transpileProgram('test/database/programs/race-lock.ts');
let directory: string;
let children: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pennypost-lock-'));
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

afterAll(() => {
  holdLock.remove();
  raceLock.remove();
});

function start(program: string, ...args: string[]) {
  const child = spawn(process.execPath, [program, directory, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ReturnType<typeof start>): Promise<string> {
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

const contender = { command: 'pennypost send --issue 10', knows: '', serve: () => {}, onLasting: () => {} };

async function hold() {
  const held = await contend(openLockFolder(directory), contender);
  held?.become('opening');
  return held;
}

test("a directory that is held is nobody else's, and says who holds it", async () => {
  const held = await hold();
  expect(held).not.toBeNull();
  expect(await hold()).toBeNull();
  const holder = await findHolder(openLockFolder(directory), false);
  expect(holder).toMatchObject({
    line: { command: 'pennypost send --issue 10', pid: process.pid, state: 'opening' },
  });
  await held?.release();
});

test('a released directory is free at once, and nothing is left in it', async () => {
  await (await hold())?.release();
  const held = await hold();
  held?.become('holding');
  await held?.release();
  await held?.release();
  expect(readdirSync(join(directory, '.lock'))).toEqual([]);
});

test('a holder killed with -9 holds nothing any more', async () => {
  const holder = start(holdLock.path);
  expect(await firstLine(holder)).toBe('held');
  expect(await hold()).toBeNull();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const held = await hold();
  expect(held).not.toBeNull();
  expect(readdirSync(join(directory, '.lock'))).toHaveLength(1);
  await held?.release();
});

test('a holder that is suspended still holds it, and is named', async () => {
  const holder = start(holdLock.path);
  expect(await firstLine(holder)).toBe('held');
  holder.kill('SIGSTOP');
  expect(await hold()).toBeNull();
  expect(await findHolder(openLockFolder(directory), false)).toEqual({ pid: holder.pid, isStopped: true });
});

test('the folder is for its owner alone, and so is the socket', async () => {
  const held = await hold();
  const folder = join(directory, '.lock');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  await held?.release();
});

test('one that says nothing is told who holds it, as a Pennypost from before expects it', async () => {
  const held = await hold();
  const [name = ''] = readdirSync(join(directory, '.lock'));
  const said = await text(connect(join(directory, '.lock', name)));
  expect(JSON.parse(said)).toMatchObject({ pid: process.pid, command: 'pennypost send --issue 10' });
  await held?.release();
});

test('one that speaks another protocol is told so', async () => {
  const held = await hold();
  const [name = ''] = readdirSync(join(directory, '.lock'));
  const socket = connect(join(directory, '.lock', name));
  socket.write('GET / HTTP/1.1\r\n\r\n');
  expect(await text(socket)).toContain('speaks the protocol of PostgreSQL');
  await held?.release();
});

test('of twenty that start together, one holds it', async () => {
  const contenders = Array.from({ length: 20 }, () => start(holdLock.path));
  const lines = await Promise.all(contenders.map(firstLine));
  const holders = contenders.filter((_, at) => lines[at] === 'held');
  expect(holders).toHaveLength(1);
  expect(lines.filter((line) => line === 'taken')).toHaveLength(19);
});

test('racing for it round after round, two never hold it at once', {
  timeout: rounds(60_000, 600_000),
}, async () => {
  const times = rounds(30, 1_000);
  const racers = Array.from({ length: 3 }, () => start(raceLock.path, `${times}`));
  const counts = (await Promise.all(racers.map(({ stdout }) => text(stdout)))).map((line) =>
    JSON.parse(line),
  );
  const total = (name: string) => counts.reduce((sum, count) => sum + count[name], 0);
  expect(total('overlaps')).toBe(0);
  expect(total('held') + total('refused')).toBe(3 * times);
  expect(total('held')).toBeGreaterThan(0);
  expect(total('refused')).toBeGreaterThan(0);
});

test('a directory with a path too long for a socket is held by a shorter one', async () => {
  directory = join(directory, 'x'.repeat(200));
  const folder = openLockFolder(directory);
  const held = await contend(folder, contender);
  expect(held).not.toBeNull();
  expect(readdirSync(join(directory, '.lock'))).toHaveLength(1);
  await held?.release();
  folder.release();
  expect(existsSync(folder.short)).toBe(false);
});
