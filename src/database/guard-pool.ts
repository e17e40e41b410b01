import type pg from 'pg';

const takenBy = new WeakMap<pg.Pool, Set<pg.PoolClient>>();

/** The clients of a guarded pool that somebody has at the moment. */
export function takenClients(pool: pg.Pool): readonly pg.PoolClient[] {
  return [...(takenBy.get(pool) ?? [])];
}

/**
 * Makes a pool safe to share. A client given back inside a transaction is rolled back before anybody else has it. A
 * connection that breaks is replaced by the pool on its own; unheard, its 'error' would end the process, idle or taken,
 * and whoever waits for a query hears of it there. Which clients are taken is remembered for whoever ends the pool.
 */
export function guardPool(pool: pg.Pool): pg.Pool {
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  pool.on('release', (error: Error | boolean | undefined, client: pg.PoolClient) => {
    const status = client.getTransactionStatus();
    if (!error && (status === 'T' || status === 'E')) void client.query('rollback').catch(() => {});
  });
  const taken = new Set<pg.PoolClient>();
  takenBy.set(pool, taken);
  pool.on('acquire', (client) => void taken.add(client));
  pool.on('release', (_, client) => void taken.delete(client));
  pool.on('remove', (client) => void taken.delete(client));
  return pool;
}
