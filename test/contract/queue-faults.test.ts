import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import type { DeliveryJob } from '../../src/queue/delivery-job.ts';
import type { DeliveryQueue } from '../../src/queue/delivery-queue.ts';
import { openQueue } from '../../src/queue/queue-bullmq.ts';
import { backlogOf } from '../queue/backlog-of.ts';
import { copyDatabase } from '../setup/copy-database.ts';
import { findOrInstallServers } from '../setup/find-servers.ts';
import { startRedis } from '../setup/start-redis.ts';
import { findFreePort } from '../setup/supervise-server.ts';
import { createTestDatabase, migratedDatabase, type TestDatabase } from '../setup/test-database.ts';
import { transpileProgram } from '../setup/transpile-program.ts';
import { until } from '../setup/until.ts';

const takeJobs = transpileProgram('test/queue/programs/take-jobs.ts');
const useAndClose = transpileProgram('test/queue/programs/use-and-close.ts');
const leaseMs = 1_000;
let directory: string;
let server: TestDatabase;
let cleanUps: (() => unknown)[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pennypost-queue-'));
  server = await createTestDatabase(inject('databaseUrl'), migratedDatabase);
  cleanUps = [() => rmSync(directory, { recursive: true, force: true }), server.drop];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

afterAll(() => {
  takeJobs.remove();
  useAndClose.remove();
});

const jobs = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ send: 1, subscriber: n, attempt: 1 }));

async function openAll(environment: Record<string, string>, name = 'delivery') {
  const { DATABASE_URL = null, DIRECTORY = '', REDIS_URL = null } = environment;
  const warnings: string[] = [];
  const database: Database = await openDatabase({
    url: DATABASE_URL,
    directory: DIRECTORY,
    command: 'the contract',
  });
  cleanUps.push(() => database.close());
  const warn = (text: string) => void warnings.push(text);
  const queue: DeliveryQueue = await openQueue({ database, redisUrl: REDIS_URL, name, warn, leaseMs });
  cleanUps.push(() => queue.close());
  return { queue, database, warnings };
}

function start(program: string, environment: Record<string, string>, name: string) {
  const child = spawn(process.execPath, [program, name], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUps.push(() => child.kill('SIGKILL'));
  return child;
}

const backends = [
  [
    'PGlite',
    () => {
      if (!existsSync(join(directory, 'database'))) copyDatabase(directory);
      return { DIRECTORY: directory };
    },
  ],
  ['Postgres', () => ({ DATABASE_URL: server.url })],
  ['Redis', () => ({ DATABASE_URL: server.url, REDIS_URL: inject('redisUrl') })],
] as const;

describe.each(backends)('the queue on %s', (backend, environment) => {
  const name = `faults-${backend}-${process.pid}`;

  test('gives the job of a worker that was killed to another', async () => {
    const child = start(takeJobs.path, environment(), name);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { queue } = await openAll(environment(), name);
    // Whether the queue still has it or has lost it, as it may: the feed brings it again, and it is one job.
    await queue.add(jobs(1));
    expect(await backlogOf(queue)).toBe(1);
    const seen: DeliveryJob[] = [];
    const worker = queue.work(async (job) => void seen.push(job), 1);
    await until(async () => seen.length === 1 && (await backlogOf(queue)) === 0);
    expect(seen).toEqual(jobs(1));
    await worker.stop();
  });

  test('forgets the job of a worker that was killed when it is cleared', async () => {
    const child = start(takeJobs.path, environment(), name);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { queue } = await openAll(environment(), name);
    await queue.clear();
    expect(await backlogOf(queue)).toBe(0);
  });

  test('keeps no process alive once it is closed', async () => {
    const child = start(useAndClose.path, environment(), name);
    const [printed, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect([printed, exitCode]).toEqual(['closed\n', 0]);
  });
});

test('a Postgres that ends every connection, again and again, stops no worker', async () => {
  const { queue, warnings } = await openAll({ DATABASE_URL: server.url });
  const seen = new Set<number>();
  const worker = queue.work(async ({ subscriber }) => {
    await wait(2);
    seen.add(subscriber);
  }, 5);
  const all = jobs(400);
  await queue.add(all);
  await until(() => seen.size > 50);
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  const database = new URL(server.url).pathname.slice(1);
  for (let round = 0; round < 20; round += 1) {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    await wait(50);
  }
  await admin.end();
  await until(() => seen.size === all.length);
  expect(warnings.length).toBeGreaterThan(0);
  expect(warnings.length).toBeLessThan(20);
  await worker.stop();
});

describe('a Redis that goes away', () => {
  async function startOwnRedis() {
    const program = findOrInstallServers().redisServer;
    const port = await findFreePort();
    let redis = await startRedis(program, port);
    cleanUps.push(() => redis.stop());
    const comeBack = async () => {
      redis = await startRedis(program, port);
    };
    return { url: redis.url, leave: () => redis.stop(), comeBack };
  }

  test('and comes back empty is worked with again, and adding says what is lost', async () => {
    const redis = await startOwnRedis();
    const { queue, warnings } = await openAll({ DATABASE_URL: server.url, REDIS_URL: redis.url });
    const seen = new Set<number>();
    const worker = queue.work(async ({ subscriber }) => {
      await wait(5);
      seen.add(subscriber);
    }, 5);
    const all = jobs(300);
    await queue.add(all);
    await until(() => seen.size > 50);
    await redis.leave();
    await expect(queue.add(all)).rejects.toThrow();
    await expect(queue.count()).rejects.toThrow();
    await redis.comeBack();
    await until(
      async () =>
        (await queue.add(all.filter(({ subscriber }) => !seen.has(subscriber))).catch(() => null)) !== null,
    );
    await until(() => seen.size === all.length);
    expect(warnings.join('')).toMatch(/ECONNREFUSED|closed/);
    await worker.stop();
  });

  test('and stays away lets a worker stop and the queue close', async () => {
    const redis = await startOwnRedis();
    const { queue } = await openAll({ DATABASE_URL: server.url, REDIS_URL: redis.url });
    let isUnderWay = false;
    let isDone = false;
    const worker = queue.work(async () => {
      isUnderWay = true;
      await wait(500);
      isDone = true;
    }, 5);
    await queue.add(jobs(1));
    await until(() => isUnderWay);
    await redis.leave();
    await worker.stop();
    expect(isDone).toBe(true);
  });
});

test.each([
  ['a cluster', { 'cluster-enabled': 'yes' }, /it is a Redis Cluster.*a single Redis/],
  ['a replica', { replicaof: '127.0.0.1 1' }, /it is a replica.*name the primary/],
  ['one that is full', { maxmemory: '1' }, /its memory is full/],
])('%s is refused before anything is begun, in a sentence', async (_name, settings, words) => {
  const redis = await startRedis(findOrInstallServers().redisServer, undefined, settings);
  cleanUps.push(() => redis.stop());
  const opening = openAll({ DATABASE_URL: server.url, REDIS_URL: redis.url });
  await expect(opening).rejects.toThrow(words);
  await expect(opening).rejects.toMatchObject({ failure: 'mistake' });
});
