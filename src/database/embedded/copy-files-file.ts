import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AskEngine } from './upkeep-sql.ts';

/** Runs it in a moment in which nobody asks the engine anything and no transaction is open. */
export type AtRest = (act: (ask: AskEngine) => Promise<void>) => Promise<void>;

/** What of a file tells whether it was written to since it was looked at (ms). */
interface Look extends Pick<Stats, 'size' | 'mtimeMs'> {
  readonly at: number;
}

type Seen = ReadonlyMap<string, Look>;

/** A write within the tick of the clock in which a file was looked at does not show in its time. */
const clockTickMs = 1_000;
/** What may be left to copy while everybody waits: half a second of a slow disk. */
const restBytes = 32 * 1024 * 1024;
const maxRounds = 4;
const log = 'pg_wal';
const notCopied = /^(?:postmaster\.(?:pid|opts)|pg_wal\/[0-9A-F]{24})$/;

/**
 * Copies the files of a database that is in use, as they are at one moment. Nearly all of it is copied while the others
 * work; then they wait, the engine writes a checkpoint, and what changed meanwhile is copied once more, with the end of the
 * log. Whoever opens the copy finds the database as after a kill at that moment. Nothing is forced to the disk.
 *
 * @param to does not exist yet
 */
export async function copyFiles(from: string, to: string, atRest: AtRest): Promise<void> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  let seen: Seen = new Map();
  for (let round = 0; round < maxRounds; round += 1) {
    const now = look(from);
    const changed = changedSince(seen, now);
    if (round > 0 && sizeOf(changed, now) <= restBytes) break;
    if (round === 0) await atRest(async (ask) => void (await ask('checkpoint')));
    for (const name of changed)
      await copyFile(join(from, name), target(to, name), constants.COPYFILE_FICLONE).catch(ifGone);
    seen = now;
  }
  await atRest(async (ask) => {
    await ask('checkpoint');
    copyRest(from, to, seen, await readLogFiles(ask));
  });
}

/** Synchronous, since the engine lives in this thread: nothing is written meanwhile. */
function copyRest(from: string, to: string, seen: Seen, logFiles: LogFiles): void {
  const now = look(from);
  for (const name of changedSince(seen, now))
    copyFileSync(join(from, name), target(to, name), constants.COPYFILE_FICLONE);
  for (const name of seen.keys()) if (!now.has(name)) rmSync(join(to, name), { force: true });
  for (const name of readdirSync(join(from, log)))
    if (name >= logFiles.first && name <= logFiles.last && /^[0-9A-F]{24}$/.test(name))
      copyFileSync(join(from, log, name), target(to, join(log, name)), constants.COPYFILE_FICLONE);
  for (const folder of folders(from)) mkdirSync(join(to, folder), { recursive: true, mode: 0o700 });
}

interface LogFiles {
  readonly first: string;
  readonly last: string;
}

/** Of the log all is needed that was written since the checkpoint began. */
async function readLogFiles(ask: AskEngine): Promise<LogFiles> {
  const rows = await ask(
    `select redo_wal_file, pg_walfile_name(pg_current_wal_insert_lsn()) from pg_control_checkpoint()`,
  );
  const [first, last] = rows[0] ?? [];
  if (!first || !last) throw new Error('The engine does not say where its log stands.');
  return { first, last };
}

function changedSince(seen: Seen, now: Seen): string[] {
  return [...now].flatMap(([name, { size, mtimeMs }]) => {
    const before = seen.get(name);
    const isSame = before?.size === size && before.mtimeMs === mtimeMs && before.at - mtimeMs > clockTickMs;
    return isSame ? [] : [name];
  });
}

function sizeOf(names: readonly string[], seen: Seen): number {
  return names.reduce((sum, name) => sum + (seen.get(name)?.size ?? 0), 0);
}

function look(from: string): Seen {
  const seen = new Map<string, Look>();
  const at = Date.now();
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name).slice(from.length + 1);
    const stats =
      entry.isFile() && !notCopied.test(name) ? statSync(join(from, name), { throwIfNoEntry: false }) : null;
    if (stats) seen.set(name, { size: stats.size, mtimeMs: stats.mtimeMs, at });
  }
  return seen;
}

function folders(from: string): string[] {
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1));
}

function target(to: string, name: string): string {
  const file = join(to, name);
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return file;
}

/** A table that is gone since needs no copy; what came since is copied at the end. */
function ifGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
