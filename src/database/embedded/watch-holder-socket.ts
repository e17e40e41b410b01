import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isNobody, listSockets } from './contend-socket.ts';
import { type HolderLine, readHolderLine, writeLine } from './holder-line.ts';
import type { LockFolder } from './lock-folder-file.ts';

/** A process that has a data folder, watched. */
export interface WatchedHolder {
  /** What it last said of itself. */
  readonly line: HolderLine;
  /** Resolves once it serves clients, is gone, or gives the folder up. */
  readonly serving: Promise<void>;
  /** Resolves once it is gone, or gives the folder up. */
  readonly gone: Promise<void>;
  release(): void;
}

/** A process that has a socket there and says nothing: it is stopped, or so busy that it comes to nothing. */
export interface SilentProcess {
  readonly pid: number;
  readonly isStopped: boolean;
}

const answerWithinMs = 2_000;

/**
 * Looks for the process that has the folder, and goes on watching it.
 * @returns null where there is none; `contending` where some are about to settle who has it
 */
export async function findHolder(
  folder: LockFolder,
  isLasting: boolean,
): Promise<WatchedHolder | SilentProcess | 'contending' | null> {
  const names = listSockets(folder);
  const found = await Promise.all(names.map((name) => watch(folder, name, isLasting)));
  const holder = found.find((one) => one !== null && 'line' in one && one.line.state !== 'contending');
  for (const one of found) if (one !== null && 'line' in one && one !== holder) one.release();
  if (holder) return holder;
  const silent = found.find((one) => one !== null && 'isStopped' in one);
  if (silent) return silent;
  return found.every((one) => one === null) ? null : 'contending';
}

async function watch(
  folder: LockFolder,
  name: string,
  isLasting: boolean,
): Promise<WatchedHolder | SilentProcess | null> {
  const socket = connect(join(folder.short, name));
  const first = await Promise.race([
    firstLine(socket, isLasting),
    sleep(answerWithinMs, 'silent' as const, { ref: false }),
  ]);
  if (first === 'silent') {
    socket.destroy();
    const pid = Number.parseInt(name, 10);
    return { pid, isStopped: isStopped(pid) };
  }
  return first;
}

/** Null where nobody listens, or says what it is. */
async function firstLine(socket: Socket, isLasting: boolean): Promise<WatchedHolder | null> {
  return new Promise((resolve) => {
    let line: HolderLine | null = null;
    let isServing = () => {};
    let isGone = () => {};
    const serving = new Promise<void>((done) => {
      isServing = done;
    });
    const gone = new Promise<void>((done) => {
      isGone = done;
    });
    socket.on('error', (error) => {
      if (isNobody(error)) resolve(null);
    });
    socket.on('close', () => {
      isServing();
      isGone();
      resolve(null);
    });
    const take = (text: string) => {
      line = readHolderLine(text) ?? line;
      if (line === null) return;
      if (line.state === 'holding') {
        isServing();
        // From here on it says only that it goes, which keeps no process alive.
        socket.unref();
      }
      if (line.state === 'leaving') {
        isServing();
        isGone();
      }
      const { ...said } = line;
      resolve({ line: said, serving, gone, release: () => socket.destroy() });
    };
    let unread = '';
    socket.on('data', (chunk) => {
      const lines = `${unread}${chunk}`.split('\n');
      unread = lines.pop() ?? '';
      for (const text of lines) take(text);
    });
    socket.write(writeLine({ ask: 'watch', isLasting }));
  });
}

/** By the state that Linux gives for it, proc_pid_stat(5); false where it gives none. */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[Tt]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
