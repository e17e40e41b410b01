import { Redis } from 'ioredis';

/** A connection to the queue's Redis for what else the workers share. */
export interface SharedRedis {
  readonly client: Redis;
  close(): void;
}

/**
 * Opens a connection of its own, so that nobody waits behind the queue's commands. While Redis is away a command
 * fails within a second, and whoever asked does without.
 *
 * @param url of a Redis that the queue has found to be usable
 */
export function openSharedRedis(url: string, onError: (error: unknown) => void): SharedRedis {
  const client = new Redis(url, {
    connectTimeout: 5_000,
    commandTimeout: 1_000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  client.on('error', onError);
  return { client, close: () => client.disconnect() };
}
