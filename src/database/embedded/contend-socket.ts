import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorResponse } from '../wire/backend-frames.ts';
import {
  type CopyLine,
  type HolderLine,
  type HolderState,
  readAskLine,
  readHolderLine,
  writeLine,
} from './holder-line.ts';
import { type LockFolder, postgresSocket, unusableFolder } from './lock-folder-file.ts';

/** Of whoever wants a data folder. */
export interface Contender {
  /** What it was started as. */
  readonly command: string;
  /** The newest migration that it knows. */
  readonly knows: string;
  /** Takes a client of the database, with the first bytes that it sent, while it holds the folder. */
  readonly serve: (socket: Socket, first: Buffer) => void;
  /** Somebody watches who stays for long. */
  readonly onLasting: () => void;
  /** Copies the files of the database that it serves into a folder of that name. */
  readonly copy?: (name: string) => Promise<CopyLine>;
}

/** The folder is this process's alone, until it is released or the process ends, however it ends. */
export interface HeldFolder {
  /** From `holding` on clients are served, and find the socket where clients of PostgreSQL look for it. */
  become(state: HolderState): void;
  release(): Promise<void>;
}

const answerWithinMs = 1_000;
const goodbyeMs = 1_000;
/** A Pennypost from before 0.2 says nothing, and waits a second to be spoken to. */
const olderIsSilentMs = 900;

/**
 * Makes this process the only one that holds the folder, which PGlite leaves to its users: a second opener would destroy
 * rows that are committed.
 *
 * Each contender listens on a socket of its own, and the sockets die with their processes. It takes a name that others
 * look for only once it listens, and looks at the others only once it has that name: of two contenders, whichever
 * announced itself later sees the other. Whoever sees nobody holds the folder; whoever sees somebody withdraws.
 *
 * @returns null where somebody else has it, or may have it: one that does not answer, but is alive
 * @throws DatabaseError where no socket can be made there
 */
export async function contend(folder: LockFolder, contender: Contender): Promise<HeldFolder | null> {
  for (;;) {
    const own = await announce(folder, contender);
    const rivals = await findRivals(folder, own.name);
    if (rivals.length === 0) return own;
    await own.release();
    if (rivals.some((rival) => rival === 'silent' || rival.state !== 'contending')) return null;
    await sleep(20 + Math.random() * 100);
  }
}

/** The sockets that are there, by the name of their file. */
export function listSockets({ path }: LockFolder): string[] {
  return readdirSync(path).filter((name) => name.endsWith('.sock'));
}

interface Announced extends HeldFolder {
  readonly name: string;
}

async function announce(folder: LockFolder, contender: Contender): Promise<Announced> {
  const id = randomBytes(6).toString('hex');
  const name = `${process.pid}-${id}.sock`;
  const { command, knows } = contender;
  let self: HolderLine = {
    pid: process.pid,
    command,
    since: new Date().toISOString(),
    state: 'contending',
    knows,
  };
  const watchers = new Set<Socket>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    void readFirst(socket).then((first) => {
      if (first?.[0] === 0) serveIfHeld(self.state, socket, first, contender);
      else answerAsker(socket, first, self, watchers, contender);
    });
  });
  const unannounced = `tmp-${id}`;
  await listen(server, folder, unannounced);
  renameSync(join(folder.path, unannounced), join(folder.path, name));
  let closed: Promise<unknown> | null = null;
  return {
    name,
    become: (state) => {
      self = { ...self, state };
      if (state === 'holding') pointAt(folder, name);
      for (const watcher of watchers) watcher.write(writeLine(self));
    },
    release: async () => {
      if (readPointer(folder) === name) rmSync(join(folder.path, postgresSocket), { force: true });
      rmSync(join(folder.path, name), { force: true });
      closed ??= once(server.close(), 'close');
      for (const watcher of watchers) watcher.destroy();
      // Who came in this very moment, or reads nothing, would keep it from ending; and it is waited for.
      const goodbye = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, goodbyeMs);
      await closed;
      clearTimeout(goodbye);
    },
  };
}

async function listen(server: Server, folder: LockFolder, name: string): Promise<void> {
  try {
    server.listen(join(folder.short, name));
    await once(server, 'listening');
    chmodSync(join(folder.path, name), 0o600);
  } catch (cause) {
    throw unusableFolder(folder.path, cause);
  }
}

function pointAt(folder: LockFolder, name: string): void {
  const fresh = join(folder.path, `${name}.link`);
  symlinkSync(name, fresh);
  renameSync(fresh, join(folder.path, postgresSocket));
}

function readPointer(folder: LockFolder): string | null {
  try {
    return readlinkSync(join(folder.path, postgresSocket));
  } catch {
    return null;
  }
}

/** The first bytes tell who it is. Null where there are none: an older Pennypost, which waits for ours. */
async function readFirst(socket: Socket): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), olderIsSilentMs);
    const settle = (first: Buffer | null) => {
      clearTimeout(timer);
      resolve(first);
    };
    socket.once('data', (first) => {
      // What comes behind waits for whoever takes the socket over.
      socket.pause();
      settle(first);
    });
    socket.once('close', () => settle(null));
  });
}

function serveIfHeld(state: HolderState, socket: Socket, first: Buffer, { serve }: Contender): void {
  if (state === 'holding') {
    serve(socket, first);
    return;
  }
  const message = 'the database system is starting up or shutting down';
  socket.end(errorResponse({ severity: 'FATAL', code: '57P03', message }));
}

function answerAsker(
  socket: Socket,
  first: Buffer | null,
  self: HolderLine,
  watchers: Set<Socket>,
  { onLasting, copy }: Contender,
): void {
  const line = first === null ? null : readAskLine(first.toString());
  if (first !== null && line === null) {
    const message = 'this socket speaks the protocol of PostgreSQL, version 3, and this is none of it';
    socket.end(errorResponse({ severity: 'FATAL', code: '08P01', message }));
    return;
  }
  if (line?.ask === 'copy') {
    const copied = copy?.(line.name) ?? Promise.resolve({ fault: 'nobody serves the database' });
    void copied.then((answer) => socket.end(writeLine(answer), () => socket.destroy()));
    return;
  }
  // Not left to the other side to close: it may be suspended, and would keep this server from closing.
  if (line?.ask !== 'watch') return void socket.end(writeLine(self), () => socket.destroy());
  watchers.add(socket);
  socket.on('close', () => watchers.delete(socket));
  socket.resume();
  socket.write(writeLine(self));
  if (line.isLasting) onLasting();
}

async function findRivals(folder: LockFolder, ownName: string): Promise<(HolderLine | 'silent')[]> {
  const names = listSockets(folder).filter((name) => name !== ownName);
  const answers = await Promise.all(names.map((name) => ask(folder, name)));
  return answers.filter((rival) => rival !== null);
}

/** Null where nobody listens any more. Such a name is never used again, so it can be removed at leisure. */
async function ask(folder: LockFolder, name: string): Promise<HolderLine | 'silent' | null> {
  const socket = connect(join(folder.short, name));
  socket.setTimeout(answerWithinMs, () => socket.destroy());
  let text = '';
  try {
    socket.write(writeLine({ ask: 'who' }));
    for await (const chunk of socket) text += chunk;
    return readHolderLine(text) ?? 'silent';
  } catch (error) {
    return isNobody(error) ? forget(folder, name) : 'silent';
  }
}

/** Whether an error of a socket says that nobody listens there any more. */
export function isNobody(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}

function forget(folder: LockFolder, name: string): null {
  rmSync(join(folder.path, name), { force: true });
  return null;
}
