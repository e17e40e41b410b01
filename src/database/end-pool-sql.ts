import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/** How long whoever holds a client may take to give it back before it is taken away. */
const graceMs = 2_000;
const takenBy = new WeakMap<pg.Pool, Set<pg.PoolClient>>();

/** Remembers which clients of a pool are taken, so that {@link endPool} can end it whoever keeps one. */
export function watchTaken(pool: pg.Pool): void {
  const taken = new Set<pg.PoolClient>();
  takenBy.set(pool, taken);
  pool.on('acquire', (client) => void taken.add(client));
  pool.on('release', (_, client) => void taken.delete(client));
  pool.on('remove', (client) => void taken.delete(client));
}

/**
 * Ends a pool. pg waits for every client that is taken, for ever if need be, and BullMQ keeps one where a worker is
 * stopped while it takes it to listen; so after a while it is taken from whoever has it.
 */
export async function endPool(pool: pg.Pool): Promise<void> {
  const ended = pool.end();
  const tooLong = new AbortController();
  const grace = wait(graceMs, undefined, { signal: tooLong.signal }).catch(() => undefined);
  await Promise.race([ended, grace]);
  tooLong.abort();
  for (const client of takenBy.get(pool) ?? []) client.release(true);
  await ended;
}
