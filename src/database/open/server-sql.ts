import pg from 'pg';
import { columnTypes } from '../column-types-sql.ts';
import { describeConnectFault, describePooler } from '../connect-fault.ts';
import { DatabaseError } from '../database-error.ts';
import { endPool } from '../end-pool-sql.ts';
import { guardPool } from '../guard-pool.ts';
import { searchPath } from '../search-path.ts';
import { withinTime } from '../within-time-sql.ts';

const connectTimeoutMs = 10_000;

/**
 * Opens a pool to a PostgreSQL server, or to a pooler before one that gives each connection a session of its own.
 * @param poolSize the most connections of this process
 * @throws DatabaseError that says why the server cannot be used, with its host and port, never its password
 */
export async function openServer(url: string, poolSize: number): Promise<pg.Pool> {
  let areOurs = false;
  const pool = guardPool(
    new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: connectTimeoutMs,
      // A connection that waits for NOTIFY hears of a dead network only so.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'pennypost',
      types: columnTypes,
      // No parameter of the start of a connection, which a pooler refuses; and nothing that others would find in a session.
      onConnect: async (client) => {
        if (areOurs) await setSearchPath(client);
      },
    }),
  );
  try {
    if (await withinTime(areSessionsShared(pool), connectTimeoutMs)) throw new Error(describePooler);
    areOurs = true;
    return pool;
  } catch (cause) {
    await endPool(pool);
    throw new DatabaseError([describeConnectFault(url, cause)], { cause });
  }
}

/** Whether a pooler gives the sessions of the server to whoever asks next, so that nothing of a session lasts. */
async function areSessionsShared(pool: pg.Pool): Promise<boolean> {
  const first = await pool.connect();
  let isReady = false;
  try {
    if ((await isPooled(first)) && (await isShared(pool, first))) return true;
    await setSearchPath(first);
    isReady = true;
    return false;
  } finally {
    first.release(!isReady);
  }
}

function setSearchPath(client: pg.ClientBase): Promise<unknown> {
  return client.query(`set search_path to ${searchPath}`);
}

/** A pooler makes up the process id that PostgreSQL sends at the start (BackendKeyData). */
async function isPooled(client: pg.PoolClient): Promise<boolean> {
  const { processID } = client as pg.PoolClient & { readonly processID?: unknown };
  return processID !== (await backendOf(client));
}

/** How often two connections ask in turn: in between, others may ask as well. */
const turns = 12;

/** Of two connections each must have a session of its own, and keep it. */
async function isShared(pool: pg.Pool, first: pg.PoolClient): Promise<boolean> {
  const second = await pool.connect();
  try {
    const own = await backendOf(first);
    const others = await backendOf(second);
    for (let turn = 0; turn < turns && own !== others; turn += 1)
      if ((await backendOf(first)) !== own || (await backendOf(second)) !== others) return true;
    return own === others;
  } finally {
    // It knows no search path.
    second.release(true);
  }
}

async function backendOf(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}
