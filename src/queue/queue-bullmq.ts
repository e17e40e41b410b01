import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { type BullmqBackend, jobOptions } from './bullmq-backend.ts';
import { type DeliveryJob, jobId } from './delivery-job.ts';
import type { DeliveryQueue, QueueWorker } from './delivery-queue.ts';
import { postgresBackend } from './postgres-backend-bullmq.ts';
import { quietReport } from './quiet-report.ts';
import { redisBackend } from './redis-backend-bullmq.ts';

export interface QueueOptions {
  readonly database: Database;
  /** Redis, or null for BullMQ's Postgres backend on the same database, which may be the embedded one. */
  readonly redisUrl: string | null;
  readonly name: string;
  /** Told what whoever runs the queue should know, and what passes by itself. */
  readonly warn: (text: string) => void;
  /** How long a job stays with a worker that is not heard of any more. */
  readonly leaseMs?: number;
}

const defaultLeaseMs = 20_000;
/** A job whose worker was lost is taken up again however often that happens; the ledger decides when it is enough. */
const maxStalledCount = 1_000_000;
const repeatTroubleAfterMs = 10_000;
const runRetryDelay = 1_000;
/** How long a stopped worker, idle, may wait for a backend that is away. */
const stopGraceMs = 3_000;

/**
 * Opens the queue on one of its three backends: Redis, a Postgres server, or PGlite in this process. Trouble with the
 * backend later on is told through `warn`: adding fails then, workers wait and go on.
 *
 * @throws QueueError where the backend cannot be used
 */
export async function openQueue(options: QueueOptions): Promise<DeliveryQueue> {
  const { database, redisUrl, name, leaseMs = defaultLeaseMs } = options;
  const report = quietReport(options.warn, Date.now, repeatTroubleAfterMs);
  const onError = (error: unknown) => report(`The queue: ${describe(error)}\n`);
  const backend =
    redisUrl === null ? await postgresBackend(database, onError) : await redisBackend(redisUrl, options.warn);
  const queue = backend.openQueue(name);
  queue.part.on('error', onError);
  await queue.part.waitUntilReady();
  // Clearing pauses the queue first; a process that was killed while it cleared left it so.
  await queue.part.resume();
  const settings = { lockDuration: leaseMs, stalledInterval: leaseMs / 4, maxStalledCount, runRetryDelay };
  return {
    add: async (jobs) => {
      await queue.part.addBulk(
        jobs.map((job) => ({
          name: 'deliver',
          data: job,
          opts: { ...jobOptions, jobId: jobId(job), lifo: job.attempt > 1 },
        })),
      );
    },
    count: async () => {
      const counts = await queue.part.getJobCounts('waiting', 'active', 'delayed');
      const { active = 0, waiting = 0, delayed = 0 } = counts;
      return { active, waiting: waiting + delayed };
    },
    work: (process, concurrency) =>
      startWorker(backend, name, process, { ...settings, concurrency }, onError),
    clear: () => queue.part.obliterate({ force: true }),
    close: async () => {
      queue.release();
      await queue.part.close();
      backend.close();
    },
  };
}

function startWorker(
  backend: BullmqBackend,
  name: string,
  process: (job: DeliveryJob) => Promise<void>,
  settings: Parameters<BullmqBackend['openWorker']>[2],
  onError: (error: unknown) => void,
): QueueWorker {
  let running = 0;
  const countRunning = async ({ data }: { readonly data: DeliveryJob }) => {
    running += 1;
    try {
      await process(data);
    } finally {
      running -= 1;
    }
  };
  const worker = backend.openWorker(name, countRunning, settings);
  worker.part.on('error', onError);
  worker.part.on('failed', (_, error) => onError(error));
  const stop = async () => {
    const closed = worker.part.close();
    // What is under way is waited for as long as it takes. Telling a backend that is away about it is not.
    await Promise.race([closed, idle(() => running)]);
    worker.release();
    await closed;
  };
  let stopped: Promise<void> | null = null;
  return { stop: () => (stopped ??= stop()) };
}

async function idle(running: () => number): Promise<void> {
  do await wait(stopGraceMs, undefined, { ref: false });
  while (running() > 0);
}

// Connecting to a name with several addresses fails with an error that has a code and no words.
function describe(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
