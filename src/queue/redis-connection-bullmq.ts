import { Redis } from 'ioredis';
import { QueueError } from './queue-error.ts';

/** How long a Redis that should be there may take to answer at the start. */
const connectTimeoutMs = 5_000;

/**
 * Connects to Redis, and waits until it answers.
 *
 * @throws QueueError where it cannot be reached, which names host and port and never the password
 */
export async function connectRedis(url: string, warn: (text: string) => void): Promise<Redis> {
  const redis = new Redis(url, {
    // BullMQ's blocking commands may wait for ever; a lost connection is picked up again.
    maxRetriesPerRequest: null,
    connectTimeout: connectTimeoutMs,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  });
  let lastError: Error | null = null;
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  await answered(redis, url, () => lastError);
  await warnOfEviction(redis, warn);
  return redis;
}

async function answered(redis: Redis, url: string, lastError: () => Error | null): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lastError() ?? new Error('no answer')), connectTimeoutMs);
  });
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), tooLate]);
  } catch (error) {
    redis.disconnect();
    const { hostname, port } = new URL(url);
    throw new QueueError(
      [`REDIS_URL: no Redis answers at ${hostname}:${port || 6379}: ${(error as Error).message}.`],
      {
        cause: error,
      },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** A Redis that drops keys when it is full would drop jobs; the feed brings them back, but late. */
async function warnOfEviction(redis: Redis, warn: (text: string) => void): Promise<void> {
  const [, policy] = ((await redis.config('GET', 'maxmemory-policy').catch(() => [])) as string[]) ?? [];
  if (policy && policy !== 'noeviction') {
    warn(`Redis may drop jobs when it is full (maxmemory-policy ${policy}): set it to noeviction.\n`);
  }
}
