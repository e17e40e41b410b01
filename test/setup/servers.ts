import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import { findOrInstallServers } from './find-servers.ts';
import { sharedSetup } from './shared-setup.ts';
import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';
import type { RunningServer } from './supervise-server.ts';
import { migratedDatabase } from './test-database.ts';

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

/** Gives the tests a real PostgreSQL and a real Redis, started once a run on free ports, and stops them again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, leave } = await sharedSetup('servers', startServers);
  project.provide('databaseUrl', value.postgres.url);
  project.provide('redisUrl', value.redis.url);
  return leave;
}

async function startServers(): Promise<{ value: Servers; remove(): Promise<void> }> {
  const programs = findOrInstallServers();
  const [postgres, redis] = await Promise.allSettled([
    startPostgres(programs.postgresDirectory),
    startRedis(programs.redisServer),
  ]);
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    const value = { postgres: postgres.value, redis: redis.value };
    await migrate(value.postgres.url);
    return {
      value,
      remove: async () => void (await Promise.all([value.postgres.stop(), value.redis.stop()])),
    };
  }
  // Vitest calls no teardown for a setup that failed, so the one that did start is stopped here.
  for (const one of [postgres, redis]) if (one.status === 'fulfilled') await one.value.stop();
  throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
}

async function migrate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${migratedDatabase}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${migratedDatabase}`;
  await (await openDatabase({ url: url.href, directory: '', command: 'the tests' })).close();
}
