import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { BullmqBackend } from './bullmq-backend.ts';
import { probeRedis } from './probe-redis-bullmq.ts';

const prefix = 'pennypost';

/** A lost connection is picked up again, however long that takes. */
const connectionOptions = {
  connectTimeout: 5_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 200, 2_000),
} satisfies RedisOptions;

/** Whoever adds jobs is told when Redis is away, and adds them again. */
const queueConnection = { ...connectionOptions, maxRetriesPerRequest: 1, commandTimeout: 20_000 };

/** A worker waits, for the next job and for Redis to come back; BullMQ asks for it. */
const workerConnection = { ...connectionOptions, maxRetriesPerRequest: null };

/**
 * BullMQ on Redis.
 * @throws QueueError when Redis cannot be used
 */
export async function redisBackend(url: string, warn: (text: string) => void): Promise<BullmqBackend> {
  await probeRedis(url, warn);
  // BullMQ's own look at the server would print what the probe has warned of already.
  const common = { prefix, skipVersionCheck: true };
  return {
    openQueue: (name) => {
      const connection = new Redis(url, queueConnection);
      return { part: new Queue(name, { ...common, connection }), release: () => end(connection) };
    },
    openWorker: (name, process, settings) => {
      const connection = new Redis(url, workerConnection);
      const copies = watchCopies(connection);
      return {
        part: new Worker(name, process, { ...common, ...settings, connection }),
        release: () => {
          for (const one of [connection, ...copies]) end(one);
        },
      };
    },
    close: () => {},
  };
}

// A worker makes itself a second connection, on which it waits for jobs, and shows it to nobody.
function watchCopies(connection: Redis): Redis[] {
  const copies: Redis[] = [];
  const duplicate = connection.duplicate.bind(connection);
  connection.duplicate = (override) => {
    const copy = duplicate(override);
    copies.push(copy);
    return copy;
  };
  return copies;
}

// Told to disconnect between two attempts to connect, ioredis makes no more of them and says nothing of it, so whoever
// waits for its end waits for ever (BullMQ does): one last attempt has to bring that end about.
function end(redis: Redis): void {
  redis.options.retryStrategy = null;
  redis.on('error', () => {});
  if (redis.status !== 'reconnecting') redis.disconnect();
  else
    redis.connect().then(
      () => redis.disconnect(),
      () => {},
    );
}
