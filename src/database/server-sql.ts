import pg from 'pg';
import { columnTypes } from './column-types-sql.ts';
import { describeConnectFault } from './connect-fault.ts';
import { DatabaseError } from './database-error.ts';
import { guardPool } from './guard-pool.ts';
import { searchPath } from './search-path.ts';

const connectTimeoutMs = 10_000;

/**
 * Opens a pool to a PostgreSQL server, having connected once.
 * @param poolSize the most connections of this process
 * @throws DatabaseError that says why the server cannot be used, with its host and port, never its password
 */
export async function openServer(url: string, poolSize: number): Promise<pg.Pool> {
  const pool = guardPool(
    new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: connectTimeoutMs,
      // A connection that waits for NOTIFY hears of a dead network only so.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'pennypost',
      options: `-c search_path=${searchPath}`,
      types: columnTypes,
    }),
  );
  try {
    (await pool.connect()).release();
    return pool;
  } catch (cause) {
    await pool.end();
    throw new DatabaseError([describeConnectFault(url, cause)], { cause });
  }
}
