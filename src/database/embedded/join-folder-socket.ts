import { once } from 'node:events';
import { resolve as absolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../database-error.ts';
import type { HolderTask } from './holder-thread-worker.ts';
import type { LockFolder } from './lock-folder-file.ts';
import { type Holder, startHolder } from './start-holder-worker.ts';
import { findHolder, type SilentProcess, type WatchedHolder } from './watch-holder-socket.ts';

/** A process among those that use a data folder together: it holds the database in it, or knows who does. */
export interface JoinedFolder {
  /**
   * Resolves while somebody serves the database, waiting for it where nobody does.
   * @throws DatabaseError where it cannot be had
   */
  served(): Promise<void>;
  /** Another process that serves it, as it said of itself; null where it is this one. */
  readonly other: WatchedHolder['line'] | null;
  /** Gives the folder up. */
  leave(): Promise<void>;
}

export interface JoinOptions extends HolderTask {
  readonly folder: LockFolder;
  /** A sentence for people, while something takes long. */
  readonly report: (sentence: string) => void;
}

/** How long a short command waits for a process that says nothing. */
const patienceMs = 30_000;
/** After a holder is gone, who stays for long goes first. */
const yieldMs = 300;
const retryMs = 50;
const failedRetryMs = 1_000;

/** Joins those that use the folder; resolves once the database is served. */
export async function joinFolder(options: JoinOptions): Promise<JoinedFolder> {
  const folder = new Joined(options);
  try {
    await folder.served();
  } catch (error) {
    await folder.leave();
    throw error;
  }
  return folder;
}

type Place = { readonly holder: Holder } | { readonly watched: WatchedHolder };

class Joined implements JoinedFolder {
  readonly #options: JoinOptions;
  readonly #leaving = new AbortController();
  readonly #left = once(this.#leaving.signal, 'abort').then(() => undefined);
  readonly #ended: Promise<void>;
  #place: Place | null = null;
  #error: unknown = null;
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  #silentSince: number | null = null;

  constructor(options: JoinOptions) {
    this.#options = options;
    this.#ended = this.#run();
    process.on('SIGTSTP', this.#stop);
  }

  get other(): WatchedHolder['line'] | null {
    return this.#place !== null && 'watched' in this.#place ? this.#place.watched.line : null;
  }

  async served(): Promise<void> {
    if (this.#place !== null) return;
    if (this.#error !== null) throw this.#error;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async leave(): Promise<void> {
    process.off('SIGTSTP', this.#stop);
    this.#leaving.abort();
    const place = this.#place;
    if (place !== null && 'watched' in place) place.watched.release();
    if (place !== null && 'holder' in place) await place.holder.leave();
    await this.#ended;
    this.#options.folder.release();
  }

  /** A process that is stopped answers nobody, so it gives the folder up before. */
  readonly #stop = () => {
    const place = this.#place;
    const given = place !== null && 'holder' in place ? place.holder.leave() : Promise.resolve();
    void given.finally(() => process.kill(process.pid, 'SIGSTOP'));
  };

  async #run(): Promise<void> {
    for (let isFirst = true; !this.#leaving.signal.aborted; isFirst = false) {
      // A short command would hold the folder for a moment only, and then another has to open it again.
      if (!isFirst && !this.#options.isLasting) await this.#pause(yieldMs);
      try {
        await this.#takePlace();
      } catch (error) {
        this.#fail(error);
        await this.#pause(failedRetryMs);
      }
    }
  }

  async #takePlace(): Promise<void> {
    const { folder, isLasting, report } = this.#options;
    const found = await findHolder(folder, isLasting);
    if (found === 'contending') return this.#pause(retryMs);
    if (found === null) return this.#hold(await startHolder(this.#options, report));
    if (!('line' in found)) return this.#waitFor(found);
    this.#silentSince = null;
    if (found.line.knows === undefined) throw new DatabaseError([describeOlder(this.#options, found.line)]);
    await Promise.race([found.serving, this.#left]);
    if (!this.#leaving.signal.aborted) await this.#stay({ watched: found }, found.gone);
    found.release();
    await this.#pause(retryMs);
  }

  async #hold(holder: Holder | null): Promise<void> {
    if (holder === null) return;
    if (this.#leaving.signal.aborted) return holder.leave();
    const error = await this.#stay({ holder }, holder.gone);
    if (error !== undefined) throw error;
  }

  /** Until what is given up is gone, or we are. */
  async #stay<Gone>(place: Place, gone: Promise<Gone>): Promise<Gone | undefined> {
    this.#place = place;
    this.#error = null;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    const how = await Promise.race([gone, this.#left]);
    this.#place = null;
    return how;
  }

  async #waitFor(silent: SilentProcess): Promise<void> {
    const { isLasting, report, directory } = this.#options;
    const sentence = describeSilent(directory, silent);
    if (this.#silentSince === null) report(`${sentence} Waiting for it.`);
    this.#silentSince ??= Date.now();
    if (isLasting || Date.now() - this.#silentSince < patienceMs) return this.#pause(retryMs);
    throw new DatabaseError([`${sentence} Nothing was done.`], { failure: 'temporary' });
  }

  #fail(error: unknown): void {
    this.#error = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#leaving.signal }).catch(() => undefined);
  }
}

function describeSilent(directory: string, { pid, isStopped }: SilentProcess): string {
  const place = absolute(directory);
  return isStopped
    ? `The database in ${place} is with process ${pid}, which is stopped: continue it (fg, or kill -CONT ${pid}) or end it.`
    : `The database in ${place} is with process ${pid}, which does not answer.`;
}

function describeOlder({ directory }: JoinOptions, { pid, command, since }: WatchedHolder['line']): string {
  return (
    `The database in ${absolute(directory)} is in use by "${command}" (process ${pid}, since ${since}), an older Pennypost, ` +
    'which shares it with nobody. Wait for it to finish, or stop it with Ctrl-C there: a send stops cleanly, and goes on ' +
    'later where it was.'
  );
}
