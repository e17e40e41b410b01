import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseError } from '../../src/database/database-error.ts';
import { lockDataDirectory } from '../../src/database/embedded/data-lock-socket.ts';
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

async function refusal(giveUpAfterMs?: number): Promise<string> {
  const asked = lockDataDirectory(directory, 'pennypost status', giveUpAfterMs);
  const error = await asked.catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(DatabaseError);
  return (error as DatabaseError).message;
}

test('a directory that is held is refused, with who holds it and what to do', async () => {
  const lock = await lockDataDirectory(directory, 'pennypost send --issue 10');
  const message = await refusal();
  expect(message).toContain(`"pennypost send --issue 10" (process ${process.pid}, since 20`);
  expect(message).toContain('set DATABASE_URL (and REDIS_URL)');
  await lock.release();
});

test('a released directory is free at once, and nothing is left in it', async () => {
  await (await lockDataDirectory(directory, 'first')).release();
  const lock = await lockDataDirectory(directory, 'second');
  await lock.release();
  await lock.release();
  expect(readdirSync(join(directory, '.lock'))).toEqual([]);
});

test('a holder killed with -9 holds nothing any more', async () => {
  const holder = start(holdLock.path);
  expect(await firstLine(holder)).toBe('held');
  expect(await refusal()).toContain(`"hold-lock" (process ${holder.pid}, since`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await lockDataDirectory(directory, 'next');
  expect(readdirSync(join(directory, '.lock'))).toHaveLength(1);
  await lock.release();
});

test('a holder that is suspended still holds it', async () => {
  const holder = start(holdLock.path);
  expect(await firstLine(holder)).toBe('held');
  holder.kill('SIGSTOP');
  expect(await refusal(100)).toContain(`is wanted by process ${holder.pid}, which does not say`);
});

test('of twenty that start together, one holds it', async () => {
  const contenders = Array.from({ length: 20 }, () => start(holdLock.path));
  const lines = await Promise.all(contenders.map(firstLine));
  const holders = contenders.filter((_, at) => lines[at] === 'held');
  expect(holders).toHaveLength(1);
  const refused = lines.filter((line) => line !== 'held');
  for (const line of refused) expect(line).toContain(`"hold-lock" (process ${holders[0]?.pid}, since`);
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

test('a directory with too long a path is refused in words', async () => {
  directory = join(directory, 'x'.repeat(100));
  expect(await refusal()).toContain("a socket's path may have 103");
});
