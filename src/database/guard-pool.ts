import type pg from 'pg';

/**
 * Makes a pool safe to share. A client given back inside a transaction is rolled back before anybody else has it. A
 * connection that breaks is replaced by the pool on its own; unheard, its 'error' would end the process, idle or taken,
 * and whoever waits for a query hears of it there.
 */
export function guardPool(pool: pg.Pool): pg.Pool {
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  pool.on('release', (error: Error | boolean | undefined, client: pg.PoolClient) => {
    const status = client.getTransactionStatus();
    if (!error && (status === 'T' || status === 'E')) void client.query('rollback').catch(() => {});
  });
  return pool;
}
