/** Asks the engine one statement and gives its rows, each value as text. */
export type AskEngine = (statement: string) => Promise<readonly (readonly (string | null)[])[]>;

const everyMs = 1_000;
const vacuumEveryMs = 30_000;
/** What a holder that is killed leaves to repeat: 1 GB of log takes twelve seconds. */
const checkpointBytes = 64 * 1024 * 1024;
const idleMs = 10_000;
/** Less than this is repeated at once. */
const worthwhileBytes = 1024 * 1024;

export interface Upkeep {
  /** Somebody asked the engine something. */
  touch(): void;
  end(): void;
}

/**
 * Does for the embedded database what a server has processes of its own for, and PGlite has none: a checkpoint every 64 MB
 * of log, and when nobody has asked anything for a while; and, as autovacuum does, the table that was rewritten a lot is
 * vacuumed, so that it does not grow with every job that passed through it, and looked at anew, so that the planner knows
 * its size.
 */
export function keepUp(ask: AskEngine): Upkeep {
  let touchedAt = Date.now();
  let hasChanged = true;
  let vacuumedAt = Date.now();
  let checkpointAt: bigint | null = null;
  let isAtWork = false;

  const turn = async () => {
    const now = Date.now();
    if (!hasChanged) return;
    const written = readPosition(await ask('select pg_current_wal_insert_lsn()'));
    checkpointAt ??= written;
    const isIdle = now - touchedAt > idleMs;
    const bytes = written - checkpointAt;
    if (bytes > checkpointBytes || (isIdle && bytes > worthwhileBytes)) {
      await ask('checkpoint');
      checkpointAt = written;
    }
    if (isIdle) hasChanged = false;
    if (isIdle || now - vacuumedAt > vacuumEveryMs) {
      vacuumedAt = now;
      await vacuumWornTable(ask);
    }
  };
  const timer = setInterval(() => {
    if (isAtWork) return;
    isAtWork = true;
    // What failed is tried again at the next turn, and what that means for the database its next user will say.
    void turn()
      .catch(() => {})
      .finally(() => {
        isAtWork = false;
      });
  }, everyMs);
  return {
    touch: () => {
      touchedAt = Date.now();
      hasChanged = true;
    },
    end: () => clearInterval(timer),
  };
}

/** A position in the log, as PostgreSQL writes it: two numbers of 32 bits, in hexadecimal digits. */
function readPosition(rows: readonly (readonly (string | null)[])[]): bigint {
  const [high = '0', low = '0'] = (rows[0]?.[0] ?? '0/0').split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** Vacuums the table that needs it most, if one does: everybody waits for it, so it is one at a time. */
export async function vacuumWornTable(ask: AskEngine): Promise<void> {
  const rows = await ask(
    `select format('%I.%I', schemaname, relname) from pg_stat_user_tables
     where n_dead_tup > 1000 + n_live_tup / 5 or n_mod_since_analyze > 1000 + n_live_tup / 5
     order by n_dead_tup desc limit 1`,
  );
  for (const [name] of rows) if (name) await ask(`vacuum (analyze) ${name}`);
}
