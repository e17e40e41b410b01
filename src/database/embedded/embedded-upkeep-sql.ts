import type { Queryable } from '../database.ts';

const everyMs = 30_000;

/**
 * Does for the embedded database what autovacuum does on a server, and PGlite has no process for: a table that was
 * rewritten a lot is vacuumed, so that it does not grow with every job that passed through it, and looked at anew, so
 * that the planner knows its size. Ends when the signal aborts; keeps no process alive.
 */
export function keepUp(pool: Queryable, signal: AbortSignal): void {
  const timer = setInterval(() => {
    // What failed is tried again at the next turn, and what that means for the database its next user will say.
    void vacuumWornTable(pool).catch(() => {});
  }, everyMs);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer));
}

/** Vacuums the table that needs it most, if one does: everybody waits for it, so it is one at a time. */
export async function vacuumWornTable(pool: Queryable): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
     where n_dead_tup > 1000 + n_live_tup / 5 or n_mod_since_analyze > 1000 + n_live_tup / 5
     order by n_dead_tup desc limit 1`,
  );
  for (const { name } of rows) await pool.query(`vacuum (analyze) ${name}`);
}
