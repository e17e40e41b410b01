import type { TestProject } from 'vitest/node';
import { findOrInstallServers } from './find-servers.ts';
import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';
import type { RunningServer } from './supervise-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL of this run's own, with the rights of a superuser; see `createTestDatabase`. */
    databaseUrl: string;
    /** A Redis of this run's own. */
    redisUrl: string;
  }
}

interface Servers {
  readonly postgres: RunningServer;
  readonly redis: RunningServer;
}

interface SharedServers {
  users: number;
  started: Promise<Servers> | null;
}

// Vitest evaluates this file once a project, in one process: only what hangs on globalThis is shared between them.
const sharedKey = Symbol.for('pennypost.test.servers');
const registry: typeof globalThis & { [sharedKey]?: SharedServers } = globalThis;
registry[sharedKey] ??= { users: 0, started: null };
const shared = registry[sharedKey];

/** Gives the tests a real PostgreSQL and a real Redis, started once a run on free ports, and stops them again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.users += 1;
  shared.started ??= startServers();
  const { postgres, redis } = await shared.started;
  project.provide('databaseUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    shared.started = null;
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}

async function startServers(): Promise<Servers> {
  const programs = findOrInstallServers();
  const [postgres, redis] = await Promise.allSettled([
    startPostgres(programs.postgresDirectory),
    startRedis(programs.redisServer),
  ]);
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    return { postgres: postgres.value, redis: redis.value };
  }
  // Vitest calls no teardown for a setup that failed, so the one that did start is stopped here.
  for (const one of [postgres, redis]) if (one.status === 'fulfilled') await one.value.stop();
  throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
}
