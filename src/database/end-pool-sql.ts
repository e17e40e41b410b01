import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { takenClients } from './guard-pool.ts';

/** How long whoever holds a client may take to give it back before it is taken away. */
const graceMs = 2_000;

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
  for (const client of takenClients(pool)) client.release(true);
  await ended;
}
