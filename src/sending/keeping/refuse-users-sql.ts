import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { refuseHolder } from '../../database/embedded/alone-in-folder-socket.ts';
import type { Tables } from '../../database/tables.ts';
import type { Place } from './place.ts';

/** @throws DatabaseError that names who has a data folder open */
export async function refuseFolderUsers(place: Place): Promise<void> {
  if (place.kind === 'folder') await refuseHolder(place.directory);
}

/** When this process connected first, which tells others on a server from its own connections. */
export async function connectedSince({ tables, kind }: Database): Promise<string | null> {
  if (kind === 'embedded') return null;
  const { rows } = await sql<{ since: string }>`
    select backend_start::text as since from pg_stat_activity where pid = pg_backend_pid()`.execute(tables);
  return rows[0]?.since ?? null;
}

/**
 * Refuses while somebody delivers, or is connected to the server: they would find that nothing can be changed.
 *
 * @param since as {@link connectedSince} says
 * @throws DatabaseError that names them
 */
export async function refuseUsers(tables: Kysely<Tables>, since: string | null): Promise<void> {
  const workers = await tables
    .selectFrom('worker')
    .select(['command', 'host', 'pid'])
    .where('alive_until', '>', sql<Date>`clock_timestamp()`)
    .orderBy('started_at')
    .execute();
  if (workers.length > 0) throw new DatabaseError([describeWorkers(workers, await openIssues(tables))]);
  const connected = since === null ? null : await describeConnected(tables, since);
  if (connected !== null) throw new DatabaseError([connected]);
}

async function openIssues(tables: Kysely<Tables>): Promise<string[]> {
  const sends = await tables
    .selectFrom('send')
    .select('issue_key as issue')
    .where('state', '=', 'running')
    .orderBy('id')
    .execute();
  return sends.map(({ issue }) => `issue ${issue}`);
}

interface Delivering {
  readonly command: string;
  readonly host: string;
  readonly pid: number;
}

function describeWorkers(workers: readonly Delivering[], issues: readonly string[]): string {
  const names = workers.map(({ command, host, pid }) => `"${command}" (process ${pid} on ${host})`);
  const what = issues.length === 0 ? '' : `, and the send of ${issues.join(', ')} is under way`;
  return (
    `Somebody delivers from this database: ${names.join(', ')}${what}. Stop that first; one that was killed counts for ` +
    'half a minute more. Nothing was changed.'
  );
}

/** Whoever answers links or takes bounces has no lease, but a connection. */
async function describeConnected(tables: Kysely<Tables>, since: string): Promise<string | null> {
  const { rows } = await sql<{ count: number; hosts: string | null }>`
    select count(*)::int as count, string_agg(distinct coalesce(host(client_addr), 'this machine'), ', ') as hosts
    from pg_stat_activity
    where datname = current_database() and application_name = 'pennypost' and backend_start < ${since}::timestamptz`.execute(
    tables,
  );
  const [{ count = 0, hosts = null } = {}] = rows;
  if (count === 0) return null;
  return (
    `Another Pennypost uses this database (${count} ${count === 1 ? 'connection' : 'connections'} from ${hosts}): stop ` +
    '`serve`, `work` and whatever else runs there first. Nothing was changed.'
  );
}
