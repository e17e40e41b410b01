/** Scenarios in which Redis or PostgreSQL goes away while a send is under way. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { between } from './chance.ts';
import { startCrew } from './crew.ts';
import type { Played, PlayOptions, Scenario, Surroundings } from './scenario.ts';
import type { Backend, World } from './world.ts';

/** Does something at `times` moments, evenly over the sending, and notes how long it took until messages came again. */
async function interrupt(world: World, times: number, act: () => Promise<unknown>): Promise<Played> {
  const crew = startCrew(world);
  const gaps: number[] = [];
  for (let n = 1; n <= times; n += 1) {
    await world.witness.reached((world.addresses.length * n) / (times + 1), crew.isOver);
    if (crew.isOver()) break;
    await act();
    const began = Date.now();
    await world.witness.reached(world.witness.dots() + 1, crew.isOver);
    gaps.push((Date.now() - began) / 1000);
  }
  const faults = await crew.settled();
  const longest = Math.max(0, ...gaps);
  if (longest > 60) faults.push(`It took ${longest.toFixed(1)} s until a message went out again.`);
  // Nobody died, and what could not be recorded was recorded later.
  return { faults, maxInDoubt: 0, note: `${gaps.length} times; went on within ${longest.toFixed(1)} s` };
}

const playRedisKilled = (world: World, { random }: PlayOptions) =>
  interrupt(world, 5, async () => {
    await redisOf(world).stop('SIGKILL');
    await wait(between(random, 0, 3_000));
    await redisOf(world).start();
  });

const playRedisFlushed = (world: World) => interrupt(world, 5, () => redisOf(world).flush());

function redisOf({ redis }: World) {
  if (!redis) throw new Error('This scenario needs a Redis.');
  return redis;
}

function postgresOf({ postgres }: World) {
  if (!postgres) throw new Error('This scenario needs a PostgreSQL server.');
  return postgres;
}

/** Fast, immediate, and killed: https://www.postgresql.org/docs/current/server-shutdown.html */
const shutdowns: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL'];

const playPostgresRestarted = (world: World, { random }: PlayOptions) =>
  interrupt(world, 10, async () => {
    await postgresOf(world).stop(shutdowns[between(random, 0, 2)]);
    await wait(between(random, 0, 1_000));
    await postgresOf(world).start();
  });

/** Away for half a minute: whatever was committed may still get its dot, one message a connection, and nothing else. */
async function playPostgresAway(world: World): Promise<Played> {
  const crew = startCrew(world);
  await world.witness.reached(world.addresses.length / 3, crew.isOver);
  await postgresOf(world).stop('SIGINT');
  const before = world.witness.dots();
  await wait(30_000);
  const during = world.witness.dots() - before;
  await postgresOf(world).start();
  const faults = await crew.settled();
  const open = crew.size * world.connections;
  if (during > open)
    faults.push(`${during} messages went out without a ledger; ${open} connections were open.`);
  return { faults, maxInDoubt: 0, note: `${during} final dots while it was away` };
}

/** The disk under PostgreSQL runs full and is given room again. */
async function playDiskFull(world: World): Promise<Played> {
  if (world.disk === null) throw new Error('This scenario needs a disk of its own.');
  const crew = startCrew(world);
  await world.witness.reached(world.addresses.length / 4, crew.isOver);
  const ballast = join(world.disk, 'ballast');
  fillUp(ballast);
  // What PostgreSQL has set aside for its log is used up as well.
  const isRefused = await world.query(greed).then(
    () => false,
    () => true,
  );
  const before = world.witness.dots();
  await wait(20_000);
  const during = world.witness.dots() - before;
  const isDown = !(await postgresOf(world).isReady());
  rmSync(ballast);
  if (isDown) await postgresOf(world).start();
  const note = `${during} final dots in 20 s; PostgreSQL ${isDown ? 'had died' : 'stayed up'}`;
  const faults = await crew.settled();
  if (!isRefused) faults.push('The disk was not full enough for PostgreSQL to notice.');
  return { faults, maxInDoubt: 0, note };
}

const greed = `create table ballast as select repeat(md5(n::text), 100) as text from generate_series(1, 100000) n`;

function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const bytes of [1024 * 1024, 4096]) writeUntilFull(file, Buffer.alloc(bytes));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

/** A small disk of its own; only root may mount one. */
const smallDisk: Surroundings = {
  async open() {
    const place = mkdtempSync(join(tmpdir(), 'pennypost-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128m,mode=755', 'tmpfs', place]);
    return {
      postgres: {
        place,
        initdbArgs: ['--wal-segsize=1'],
        extraSettings: { min_wal_size: '4MB', max_wal_size: '8MB' },
      },
    };
  },
  async close({ postgres: { place } = {} }) {
    if (place === undefined) return;
    execFileSync('umount', [place]);
    rmSync(place, { recursive: true });
  },
  whyNot: () => (process.getuid?.() === 0 ? null : 'only root may mount a small disk for PostgreSQL'),
};

const servers: readonly Backend[] = ['postgres', 'postgres+redis'];

export const serverScenarios: readonly Scenario[] = [
  {
    name: 'redis-killed',
    title: 'Redis killed and started empty, 5 times',
    play: playRedisKilled,
    backends: ['postgres+redis'],
  },
  { name: 'redis-flushed', title: 'FLUSHALL, 5 times', play: playRedisFlushed, backends: ['postgres+redis'] },
  {
    name: 'postgres-restarted',
    title: 'PostgreSQL stopped, or killed, and started, 10 times',
    play: playPostgresRestarted,
    backends: servers,
  },
  { name: 'postgres-away', title: 'PostgreSQL away for 30 s', play: playPostgresAway, backends: servers },
  {
    name: 'disk-full',
    title: 'the disk of PostgreSQL full for 20 s',
    play: playDiskFull,
    backends: ['postgres'],
    surroundings: smallDisk,
  },
];
