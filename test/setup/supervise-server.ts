import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that the tests started. */
export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The ids a server runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** What makes up one server program; `isReady` is asked until it says yes. */
export interface ServerPlan {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly account: Account | null;
  readonly url: string;
  isReady(): Promise<boolean>;
}

// The shell between us and the server holds our end of a pipe as its stdin: when this process ends, however it ends,
// kill -9 included, the pipe closes and the server is stopped. It also takes Ctrl-C off the server, which would
// otherwise reach it before the tests had finished with it.
const supervisor = `
exec 3<&0
"$@" </dev/null &
server=$!
( cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null ) &
wait "$server"
rm -rf "$DIRECTORY"
`;

/** Starts a server below a supervisor that ends it when this process ends.
 *  @throws Error with what the server said, when it ends or is not ready within 60 s. */
export async function superviseServer(plan: ServerPlan): Promise<RunningServer> {
  const child = spawn('sh', ['-c', supervisor, 'sh', ...plan.command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: plan.directory,
    env: { PATH: process.env['PATH'], DIRECTORY: plan.directory, LC_ALL: 'C.UTF-8' },
    detached: true,
    ...plan.account,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  child.stdin.on('error', () => {});
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await ended;
    rmSync(plan.directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  while (!(await plan.isReady())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${plan.command.join(' ')} did not start. It said:\n${said.slice(-4000)}`);
    }
    await sleep(50);
  }
  return { url: plan.url, stop };
}

/** A fresh directory that the account may write to. */
export function makeDirectory(name: string, account: Account | null): string {
  const directory = mkdtempSync(join(tmpdir(), `pennypost-${name}-`));
  if (account !== null) chownSync(directory, account.uid, account.gid);
  return directory;
}

/** A TCP port of the loopback that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  return address.port;
}

/** The first of these users that this machine has; null where we are not root and servers run as who we are. */
export function unprivilegedAccount(...users: string[]): Account | null {
  if (process.getuid?.() !== 0) return null;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const user of users) {
    const [, , uid, gid] = entries.find(([name]) => name === user) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`No servers are run as root, and this machine has no user ${users.join(' or ')}.`);
}
