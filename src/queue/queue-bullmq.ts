import { createPostgresBackend, Queue, runMigrations, Worker, type WorkerOptions } from 'bullmq';
import type { Database } from '../database/database.ts';
import { type DeliveryJob, jobId } from './delivery-job.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { connectRedis } from './redis-connection-bullmq.ts';

export interface QueueOptions {
  readonly database: Database;
  /** Redis, or null for BullMQ's Postgres backend on the same database, which may be the embedded one. */
  readonly redisUrl: string | null;
  readonly name: string;
  /** Told what whoever runs the queue should know, and what passes by itself. */
  readonly warn: (text: string) => void;
}

/**
 * A job is a wake-up: it is tried once and then forgotten, whatever came of it, since the ledger says what is left.
 * So a failed one can never stand in the way of the same delivery again, and one whose worker was lost may stall and
 * be taken up again as often as that happens.
 */
const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
const workerOptions = {
  maxStalledCount: 1_000_000,
  lockDuration: 20_000,
  stalledInterval: 5_000,
  drainDelay: 1,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
} satisfies Partial<WorkerOptions>;

/** The part of BullMQ's classes that is used, the same whatever the backend. */
interface JobQueue {
  addBulk(
    jobs: { name: string; data: DeliveryJob; opts: typeof jobOptions & { jobId: string } }[],
  ): Promise<unknown>;
  getJobCounts(...types: ('waiting' | 'active' | 'delayed')[]): Promise<Record<string, number>>;
  obliterate(options: { force: boolean }): Promise<void>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface JobWorker {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: unknown, error: Error) => void): unknown;
}

type Process = (job: { readonly data: DeliveryJob }) => Promise<void>;

interface Backend {
  queue(name: string): JobQueue;
  worker(name: string, process: Process, concurrency: number): JobWorker;
  close(): void;
}

/**
 * Opens the queue on one of its three backends: Redis, a Postgres server, or PGlite in this process.
 *
 * @throws QueueError where Redis cannot be reached
 */
export async function openQueue(options: QueueOptions): Promise<DeliveryQueue> {
  const backend =
    options.redisUrl === null
      ? await postgresBackend(options.database)
      : await redisBackend(options.redisUrl, options.warn);
  const queue = backend.queue(options.name);
  const report = (error: Error) => options.warn(`The queue: ${error.message}\n`);
  queue.on('error', report);
  return {
    add: async (jobs) => {
      await queue.addBulk(
        jobs.map((job) => ({ name: 'deliver', data: job, opts: { ...jobOptions, jobId: jobId(job) } })),
      );
    },
    backlog: async () => {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    work: (process, concurrency) => {
      const worker = backend.worker(options.name, ({ data }) => process(data), concurrency);
      worker.on('error', report);
      worker.on('failed', (_, error) => report(error));
      return { stop: () => worker.close() };
    },
    clear: () => queue.obliterate({ force: true }),
    close: async () => {
      await queue.close();
      backend.close();
    },
  };
}

async function postgresBackend(database: Database): Promise<Backend> {
  const client = await database.pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const connection = database.pool;
  return {
    queue: (name) => new Queue(name, { connection }, createPostgresBackend),
    worker: (name, process, concurrency) =>
      new Worker(name, process, { ...workerOptions, connection, concurrency }, createPostgresBackend),
    close: () => undefined,
  };
}

async function redisBackend(url: string, warn: (text: string) => void): Promise<Backend> {
  const connection = await connectRedis(url, warn);
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, process, concurrency) =>
      new Worker(name, process, { ...workerOptions, connection, concurrency }),
    close: () => connection.disconnect(),
  };
}
