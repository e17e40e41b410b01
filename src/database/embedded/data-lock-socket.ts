import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../database-error.ts';

/** What a process says to whoever connects to its socket. */
interface Contender {
  readonly pid: number;
  /** What it was started as, for the person who has to wait for it. */
  readonly command: string;
  /** When it asked for the lock, ISO 8601. */
  readonly since: string;
  readonly state: 'contending' | 'holding';
}

/** A contender as others find it: one that is stopped or busy answers nothing, but is alive. */
type Rival = Contender | { readonly pid: number; readonly state: 'silent' };

/** The lock of a data directory; held until it is released or the process ends, however it ends. */
export interface DataLock {
  release(): Promise<void>;
}

/** Unix socket addresses hold 104 bytes on macOS and 108 on Linux, the closing zero included. */
const maxPathBytes = 103;
const answerWithinMs = 1_000;

/**
 * Makes this process the only one that holds the directory, which PGlite leaves to its users: a second opener would
 * destroy rows that are committed.
 *
 * Each contender listens on a socket of its own, and the sockets die with their processes. It takes a name that others
 * look for only once it listens, and looks at the others only once it has that name: of two contenders, whichever
 * announced itself later sees the other. Whoever sees nobody holds the lock; whoever sees somebody withdraws.
 *
 * @param command what this process was started as, shown to whoever finds it holding the lock
 * @param giveUpAfterMs how long to go on where others are there and none says that it holds the lock
 * @throws DatabaseError that says which process holds it, or why the directory cannot be locked
 */
export async function lockDataDirectory(
  directory: string,
  command: string,
  giveUpAfterMs = 10_000,
): Promise<DataLock> {
  const folder = makeFolder(directory);
  const deadline = Date.now() + giveUpAfterMs;
  for (;;) {
    const own = await announce(folder, command);
    const rivals = await findRivals(folder, own.name);
    if (rivals.length === 0) return own.hold();
    await own.withdraw();
    const holder = rivals.find(({ state }) => state === 'holding');
    if (holder !== undefined || Date.now() > deadline) {
      throw new DatabaseError([describeRival(directory, holder ?? rivals[0])]);
    }
    await sleep(20 + Math.random() * 100);
  }
}

function makeFolder(directory: string): string {
  const folder = join(directory, '.lock');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): DatabaseError {
  const { code } = cause as NodeJS.ErrnoException;
  return new DatabaseError(
    [
      `${resolve(folder)} cannot hold the lock of the database (${code}). ` +
        `It has to be writable and on a disk of this machine; or ${advice}`,
    ],
    { cause },
  );
}

interface Announcement {
  readonly name: string;
  hold(): DataLock;
  withdraw(): Promise<void>;
}

async function announce(folder: string, command: string): Promise<Announcement> {
  const id = randomBytes(6).toString('hex');
  const name = `${process.pid}-${id}.sock`;
  const self: Contender = { pid: process.pid, command, since: new Date().toISOString(), state: 'contending' };
  let state: Contender['state'] = 'contending';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    // Not left to the other side to close: it may be suspended, and would keep this server from closing.
    socket.end(`${JSON.stringify({ ...self, state })}\n`, () => socket.destroy());
  });
  const unannounced = join(folder, `tmp-${id}`);
  await listen(server, socketPath(unannounced), folder);
  server.unref();
  renameSync(unannounced, join(folder, name));
  let closed: Promise<unknown> | null = null;
  const withdraw = async () => {
    closed ??= once(server.close(), 'close');
    rmSync(join(folder, name), { force: true });
    await closed;
  };
  const hold = () => {
    state = 'holding';
    return { release: withdraw };
  };
  return { name, hold, withdraw };
}

async function listen(server: Server, path: string, folder: string): Promise<void> {
  try {
    server.listen(path);
    await once(server, 'listening');
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

// The kernel takes a path relative to the working directory as well, which is often the shorter.
function socketPath(path: string): string {
  const absolute = resolve(path);
  const fromHere = relative('', absolute);
  const shorter = Buffer.byteLength(fromHere) < Buffer.byteLength(absolute) ? fromHere : absolute;
  if (Buffer.byteLength(shorter) <= maxPathBytes) return shorter;
  throw new DatabaseError([
    `${absolute} is ${Buffer.byteLength(absolute)} bytes long and a socket's path may have ${maxPathBytes}: ` +
      'run the command in the directory of the newsletter, or move that to a shorter path.',
  ]);
}

async function findRivals(folder: string, ownName: string): Promise<Rival[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sock') && name !== ownName);
  const answers = await Promise.all(names.map((name) => ask(folder, name)));
  return answers.filter((rival) => rival !== null);
}

/** Null where nobody listens any more. Such a name is never used again, so it can be removed at leisure. */
async function ask(folder: string, name: string): Promise<Rival | null> {
  const path = join(folder, name);
  const silent = { pid: Number.parseInt(name, 10), state: 'silent' } as const;
  const socket = connect(socketPath(path));
  socket.setTimeout(answerWithinMs, () => socket.destroy());
  let line = '';
  try {
    for await (const chunk of socket) line += chunk;
    return line === '' ? silent : JSON.parse(line);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    if (code !== 'ECONNREFUSED') return silent;
    rmSync(path, { force: true });
    return null;
  }
}

function describeRival(directory: string, rival: Rival | undefined): string {
  const place = resolve(directory);
  if (rival?.state === 'holding') {
    return (
      `The database in ${place} is in use by "${rival.command}" (process ${rival.pid}, since ${rival.since}). ` +
      'Wait for it to finish, or stop it with Ctrl-C there: a send stops cleanly, and goes on later where it was. ' +
      `To run several commands at a time, ${advice}`
    );
  }
  return (
    `The database in ${place} is wanted by process ${rival?.pid}, which does not say whether it holds it. ` +
    `Wait for that process, continue it if it was suspended, or stop it. To run several commands at a time, ${advice}`
  );
}

const advice = 'set DATABASE_URL (and REDIS_URL) to servers, which any number of processes share.';
