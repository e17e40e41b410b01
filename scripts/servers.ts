/** A PostgreSQL and a Redis of the harness's own, to be stopped, killed and started again on the same port. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

// When this process ends, however it ends, the pipe closes and the server is stopped. See test/setup.
const supervisor = `
exec 3<&0
"$@" </dev/null &
server=$!
echo "$server"
( cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null ) &
wait "$server"
`;

/** How a PostgreSQL is set up, where not as it comes. */
export interface PostgresSetup {
  /** The folder of its data. */
  readonly place?: string;
  readonly initdbArgs?: readonly string[];
  readonly extraSettings?: Readonly<Record<string, string>>;
}

export type Postgres = Awaited<ReturnType<typeof startPostgres>>;
export type Redis = Awaited<ReturnType<typeof startRedis>>;

/** Whose the processes are; null for our own. */
type Account = { readonly uid: number; readonly gid: number } | null;

/**
 * PostgreSQL as it comes: with fsync, full_page_writes and synchronous_commit on, so that what it acknowledged is
 * there after it was killed.
 */
export async function startPostgres(folder: string, setup: PostgresSetup = {}) {
  const { place = folder, initdbArgs = [], extraSettings = {} } = setup;
  const account = accountOf('postgres');
  const programs = postgresPrograms();
  const sockets = ownFolder(folder, 'postgres-socket', account);
  const data = join(ownFolder(place, 'postgres', account), 'data');
  const initdb = [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    ...initdbArgs,
  ];
  execFileSync(join(programs, 'initdb'), initdb, { cwd: sockets, stdio: 'pipe', ...account });
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: sockets,
    max_connections: 200,
    ...extraSettings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await supervise([join(programs, 'postgres'), '-D', data, ...args], sockets, account, () =>
    says(port, postgresGreeting, 'R'),
  );
  return { ...server, url: `postgres://postgres@127.0.0.1:${port}/postgres` };
}

/** A Redis that keeps nothing: killed, it comes back empty. */
export async function startRedis(folder: string) {
  const account = accountOf('redis');
  const dir = ownFolder(folder, 'redis', account);
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await supervise(['redis-server', ...args], dir, account, () =>
    says(port, 'PING\r\n', '+PONG'),
  );
  return { ...server, url: `redis://127.0.0.1:${port}`, flush: () => says(port, 'FLUSHALL\r\n', '+OK') };
}

async function supervise(
  command: readonly string[],
  cwd: string,
  account: Account,
  isReady: () => Promise<boolean>,
) {
  let current: ChildProcess | null = null;
  let pid = 0;
  async function start(deadline = Date.now() + 60_000): Promise<void> {
    const shell = spawn('sh', ['-c', supervisor, 'sh', ...command], {
      cwd,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH, LC_ALL: 'C.UTF-8' },
      ...account,
    });
    current = shell;
    shell.stdin.on('error', () => undefined);
    const [line] = await once(shell.stdout, 'data');
    shell.stdout.resume();
    pid = Number.parseInt(String(line), 10);
    while (!(await isReady())) {
      // One that was killed may have left processes that have yet to notice: the next attempt will find them gone.
      if (shell.exitCode !== null && Date.now() < deadline) return wait(200).then(() => start(deadline));
      if (Date.now() > deadline) throw new Error(`${command[0]} is not ready within a minute.`);
      await wait(50);
    }
  }
  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const ended = current?.exitCode === null ? once(current, 'exit') : null;
    process.kill(pid, signal);
    await ended;
  }
  await start();
  return { start, stop, isReady, pid: () => pid };
}

const PATH = process.env['PATH'] ?? '';
/** The startup message of the protocol, version 3.0, for user and database postgres. */
const postgresGreeting = (() => {
  const body = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
})();

async function says(port: number, question: string | Buffer, answer: string): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(question);
    const [reply] = await once(socket, 'data');
    return reply.toString('latin1').startsWith(answer);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function postgresPrograms(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...PATH.split(':')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
  if (!found)
    throw new Error(
      'There is no PostgreSQL on this machine (Debian and Ubuntu: apt-get install postgresql).',
    );
  return found;
}

/** PostgreSQL refuses to be run by root, so root lends it the account that the package made. */
function accountOf(name: string): Account {
  if (process.getuid?.() !== 0) return null;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] =
    entries.find(([user]) => user === name) ?? entries.find(([user]) => user === 'nobody') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function ownFolder(parent: string, name: string, account: Account): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
