import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { canInstall, installPackages, pathDirectories } from './find-servers.ts';
import {
  findFreePort,
  makeDirectory,
  type RunningServer,
  superviseServer,
  unprivilegedAccount,
} from './supervise-server.ts';

/**
 * A real PgBouncer before a PostgreSQL, whose url names the same database through it.
 *
 * @param poolMode when a session goes back to the others
 */
export async function startPgbouncer(
  databaseUrl: string,
  poolMode: 'session' | 'transaction' | 'statement',
): Promise<RunningServer> {
  const program = findOrInstallPgbouncer();
  const account = unprivilegedAccount('postgres', 'nobody');
  const directory = makeDirectory('pgbouncer', account);
  const port = await findFreePort();
  const url = new URL(databaseUrl);
  const file = join(directory, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
* = host=${url.hostname} port=${url.port} user=${url.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
`,
  );
  url.port = String(port);
  return superviseServer({
    command: [program, file],
    directory,
    account,
    url: url.href,
    isReady: () => answers(url.href),
  });
}

/** @throws Error that says what to install, where that cannot be done here. */
function findOrInstallPgbouncer(): string {
  if (findPgbouncer() === null && canInstall()) installPackages(['pgbouncer']);
  const found = findPgbouncer();
  if (found !== null) return found;
  throw new Error(
    'This test needs a real PgBouncer. Install it (Debian and Ubuntu: apt-get install pgbouncer) and run it again.',
  );
}

// Debian puts it where only root looks.
function findPgbouncer(): string | null {
  const places = [...pathDirectories(), '/usr/sbin'].map((directory) => join(directory, 'pgbouncer'));
  return places.find((path) => existsSync(path)) ?? null;
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
