import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseError } from '../database-error.ts';
import { findError, readRows } from '../wire/read-answer.ts';
import { type ClientHall, openClientHall } from './client-socket.ts';
import { contend } from './contend-socket.ts';
import { copyFiles } from './copy-files-file.ts';
import { EmbeddedSession } from './embedded-session.ts';
import type { CopyLine } from './holder-line.ts';
import { openLockFolder } from './lock-folder-file.ts';
import { type AskEngine, keepUp } from './upkeep-sql.ts';

/**
 * The thread of whoever opens a data folder first: it takes the folder, opens the engine in it, and serves the protocol of
 * PostgreSQL on the socket that is the lock, to its own process as to every other.
 */

/** What the thread is given. */
export interface HolderTask {
  readonly directory: string;
  readonly command: string;
  readonly knows: string;
  /** Whether it holds for long: if not, it gives the folder up to who does. */
  readonly isLasting: boolean;
}

/** What the thread says. After `taken`, `failed` and `left` it ends. */
export type HolderMessage =
  | { readonly kind: 'taken' | 'holding' | 'left' }
  | { readonly kind: 'failed'; readonly faults: readonly string[]; readonly isOurs: boolean }
  | { readonly kind: 'report'; readonly sentence: string };

/** What it is told: to give the folder up, for others or for good. */
export type HolderOrder = 'leave';

/** How long a transaction may take to end before the folder is given up around it. */
const lastTransactionMs = 5_000;
const restMs = 20;
/** A command that sends never rests; most others are over by then. */
const waitForRestMs = 30_000;

const say = (message: HolderMessage) => parentPort?.postMessage(message);
/** What a server tells at the start: https://www.postgresql.org/docs/current/protocol-flow.html (53.2.7). */
const toldAtStart = `'server_version', 'server_encoding', 'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone',
  'integer_datetimes', 'standard_conforming_strings', 'default_transaction_read_only', 'in_hot_standby', 'is_superuser',
  'search_path'`;

await hold(workerData as HolderTask)
  .catch((error: unknown) => {
    const isOurs = error instanceof DatabaseError;
    say({ kind: 'failed', faults: isOurs ? error.faults : [`${(error as Error).stack ?? error}`], isOurs });
  })
  .finally(() => parentPort?.close());

async function hold({ directory, command, knows, isLasting }: HolderTask): Promise<void> {
  const folder = openLockFolder(directory);
  let service: Service | null = null;
  try {
    const held = await contend(folder, {
      command,
      knows,
      serve: (socket, first) => (service === null ? socket.destroy() : service.hall.serve(socket, first)),
      onLasting: () => service?.onLasting(),
      copy: async (name) => service?.copy(join(directory, basename(name))) ?? { fault: 'it is not open yet' },
    });
    if (held === null) return say({ kind: 'taken' });
    try {
      held.become('opening');
      service = await openService(join(directory, 'database'), isLasting);
      held.become('holding');
      say({ kind: 'holding' });
      const error = await service.over;
      held.become('leaving');
      await service.close(error === undefined);
      if (error !== undefined) throw error;
    } finally {
      await held.release();
    }
    say({ kind: 'left' });
  } finally {
    folder.release();
  }
}

interface Service {
  readonly hall: ClientHall;
  /** Somebody has come who stays for long. */
  onLasting(): void;
  /** Copies the files of the database into a folder that there is not yet, to be opened as a data folder. */
  copy(directory: string): Promise<CopyLine>;
  /** Resolves once it is to end, with what broke the engine if that is why. */
  readonly over: Promise<unknown>;
  /** @param isWhole whether the engine can be asked to close its files */
  close(isWhole: boolean): Promise<void>;
}

async function openService(files: string, isLasting: boolean): Promise<Service> {
  // Not read before it is known that it is needed.
  const { openEngine } = await import('./engine-sql.ts');
  const engine = await openEngine(files);
  let end: (error?: unknown) => void = () => {};
  const over = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const session = new EmbeddedSession({
    execute: engine.execute,
    pause: () => new Promise(setImmediate),
    later,
    report: (sentence) => say({ kind: 'report', sentence }),
    onBreak: (error) => end(error),
  });
  const ask = asker(session);
  const upkeep = keepUp(ask);
  const hall = openClientHall({ session, parameters: await readParameters(ask), onTurn: upkeep.touch });
  parentPort?.once('message', () => end());
  return {
    hall,
    onLasting: () => void (isLasting || restOf(session).then(() => end())),
    copy: (to) => copyService(files, join(to, 'database'), session),
    over,
    close: async (isWhole) => {
      upkeep.end();
      hall.close();
      if (isWhole) await Promise.race([session.idle(), sleep(lastTransactionMs, undefined, { ref: false })]);
      hall.endAll();
      if (isWhole) await engine.close();
    },
  };
}

async function copyService(from: string, to: string, session: EmbeddedSession): Promise<CopyLine> {
  try {
    await copyFiles(from, to, (act) =>
      session.atRest((ask) => act(async (statement) => readAll(await ask(statement)))),
    );
    return { copied: true };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === undefined ? { fault: message } : { fault: message, code };
  }
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function asker(session: EmbeddedSession): AskEngine {
  return async (statement) => readAll(await session.askItself(statement));
}

function readAll(reply: Buffer): ReturnType<typeof readRows> {
  const error = findError(reply);
  if (error !== null) throw new Error(error.toString('utf8'));
  return readRows(reply);
}

async function readParameters(ask: AskEngine): Promise<ReadonlyMap<string, string>> {
  const rows = await ask(`select name, setting from pg_settings where name in (${toldAtStart})`);
  return new Map(rows.map(([name, value]) => [name ?? '', value ?? '']));
}

/** Resolves in a moment in which nobody asks anything: whoever asks then would hear of a server that shut down. */
async function restOf(session: EmbeddedSession): Promise<void> {
  const until = Date.now() + waitForRestMs;
  for (let rest = 0; rest < restMs && Date.now() < until; rest = session.isIdle ? rest + 5 : 0)
    await sleep(5);
}
