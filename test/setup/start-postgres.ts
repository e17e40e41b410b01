import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  findFreePort,
  makeDirectory,
  type RunningServer,
  superviseServer,
  unprivilegedAccount,
} from './supervise-server.ts';

/** Starts a PostgreSQL with a fresh, empty data directory. It keeps nothing: fsync is off. */
export async function startPostgres(programs: string): Promise<RunningServer> {
  const account = unprivilegedAccount('postgres', 'nobody');
  const directory = makeDirectory('postgres', account);
  const data = join(directory, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  try {
    execFileSync(join(programs, 'initdb'), initdb, { cwd: directory, stdio: 'pipe', ...account });
  } catch (cause) {
    rmSync(directory, { recursive: true, force: true });
    throw cause;
  }
  const port = await findFreePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    max_connections: 200,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
  };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return superviseServer({
    command: [
      join(programs, 'postgres'),
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    directory,
    account,
    url,
    isReady: () => answers(url),
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
