import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseError } from '../database-error.ts';
import { findError, readRows } from '../wire/read-answer.ts';
import { type ClientHall, openClientHall } from './client-socket.ts';
import { contend, type HeldFolder } from './contend-socket.ts';
import { EmbeddedSession } from './embedded-session.ts';
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
const waitForRestMs = 2_000;

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
  let hall: ClientHall | null = null;
  let leaveForLasting = () => {};
  const held = await contend(folder, {
    command,
    knows,
    serve: (socket, first) => (hall === null ? socket.destroy() : hall.serve(socket, first)),
    onLasting: () => leaveForLasting(),
  });
  if (held === null) {
    folder.release();
    say({ kind: 'taken' });
    return;
  }
  try {
    held.become('opening');
    // Not read before it is known that it is needed.
    const { openEngine } = await import('./engine-sql.ts');
    const engine = await openEngine(join(directory, 'database'));
    let onBreak: (error: unknown) => void = () => {};
    const broken = new Promise<unknown>((resolve) => {
      onBreak = resolve;
    });
    const session = new EmbeddedSession({
      execute: engine.execute,
      pause: () => new Promise(setImmediate),
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      report: (sentence) => say({ kind: 'report', sentence }),
      onBreak,
    });
    const ask: AskEngine = async (statement) => {
      const reply = await session.askItself(statement);
      const error = findError(reply);
      if (error !== null) throw new Error(error.toString('utf8'));
      return readRows(reply);
    };
    const parameters = new Map(
      (await ask(`select name, setting from pg_settings where name in (${toldAtStart})`)).map(
        ([name, value]) => [name ?? '', value ?? ''],
      ),
    );
    const upkeep = keepUp(ask, () => {});
    hall = openClientHall({ session, parameters, onTurn: upkeep.touch });
    const ordered = new Promise<void>((resolve) => {
      parentPort?.once('message', () => resolve());
      if (!isLasting) leaveForLasting = () => void restOf(session).then(resolve);
    });
    held.become('holding');
    say({ kind: 'holding' });
    const error = await Promise.race([ordered, broken]);
    held.become('leaving');
    upkeep.end();
    hall.close();
    if (error === undefined) {
      await Promise.race([session.idle(), sleep(lastTransactionMs)]);
      hall.endAll();
      await engine.close();
    }
    await giveUp(held, hall);
    if (error !== undefined) throw error;
    say({ kind: 'left' });
  } catch (error) {
    await giveUp(held, hall);
    throw error;
  } finally {
    folder.release();
  }
}

async function giveUp(held: HeldFolder, hall: ClientHall | null): Promise<void> {
  hall?.endAll();
  await held.release();
}

/** Resolves in a moment in which nobody asks anything: whoever asks then would hear of a server that shut down. */
async function restOf(session: EmbeddedSession): Promise<void> {
  const until = Date.now() + waitForRestMs;
  for (let rest = 0; rest < restMs && Date.now() < until; rest = session.isIdle ? rest + 5 : 0)
    await sleep(5);
}
