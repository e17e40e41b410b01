import {
  assertSchemaCompatibility,
  createPostgresBackend,
  LATEST_SCHEMA_VERSION,
  Queue,
  runMigrations,
  SchemaMigrationRequiredError,
  SchemaVersionMismatchError,
  Worker,
} from 'bullmq';
import type { Database, PoolClient } from '../database/database.ts';
import type { BullmqBackend } from './bullmq-backend.ts';
import { PatientPool } from './patient-pool-bullmq.ts';
import { QueueError } from './queue-error.ts';

/**
 * BullMQ's Postgres backend on the pool of the database, embedded or a server; its tables live in schema `bullmq`.
 * @throws QueueError when a newer BullMQ has been here
 */
export async function postgresBackend(
  database: Database,
  onLoss: (error: unknown) => void,
): Promise<BullmqBackend> {
  await migrate(database);
  // What the queue loses the feed brings again.
  const connect = () => new PatientPool(database.relaxed, onLoss);
  return {
    openQueue: (name) => {
      const connection = connect();
      return {
        part: new Queue(name, { connection }, createPostgresBackend),
        release: () => connection.release(),
      };
    },
    openWorker: (name, process, settings) => {
      const connection = connect();
      return {
        part: new Worker(name, process, { ...settings, connection }, createPostgresBackend),
        release: () => connection.release(),
      };
    },
    close: () => {},
  };
}

// On one client, since it holds a lock from the first statement to the last.
async function migrate(database: Database): Promise<void> {
  const client = await database.pool.connect();
  try {
    if ((await readSchemaVersion(client)) < LATEST_SCHEMA_VERSION) await runMigrations(client);
  } catch (cause) {
    if (!(cause instanceof SchemaVersionMismatchError)) throw cause;
    const message =
      'The queue in the database was changed by a newer Pennypost: use that one, or another database.';
    throw new QueueError([message], { cause });
  } finally {
    client.release();
  }
}

async function readSchemaVersion(client: PoolClient): Promise<number> {
  try {
    return await assertSchemaCompatibility(client);
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return 0;
    throw error;
  }
}
