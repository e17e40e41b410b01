import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncPath, syncTree } from './durable-file.ts';

/**
 * The files of a database in the place of others. There is no way to do that in one step, so it is written down first: from
 * then on it is the new one, and whoever takes the folder next finishes what was begun. Before it is the old one.
 */
interface Replacement {
  /** The folders beside the database: where the new one is, and where the old one goes. */
  readonly fresh: string;
  readonly aside: string;
}

const noteOf = (files: string) => `${files}.replacing`;

/**
 * Puts a database in the place of that which is there, if any. To be called by whoever has the data folder alone.
 *
 * @param files where the database is
 * @param fresh the new one, in the same folder or below it, whose files are closed
 * @param aside the name that the one before gets, in the same folder
 */
export function replaceDatabase(files: string, fresh: string, aside: string): void {
  syncTree(fresh);
  const folder = dirname(files);
  const note: Replacement = { fresh: fresh.slice(folder.length + 1), aside: basename(aside) };
  const draft = `${noteOf(files)}.draft`;
  writeFileSync(draft, JSON.stringify(note), { flush: true });
  renameSync(draft, noteOf(files));
  syncPath(folder);
  finishReplacing(files);
}

/** Where a database is being made; one that was killed leaves only something that looks like one. */
export function creatingMark(files: string): string {
  return `${files}.creating`;
}

/** Takes away what is left of a database whose making was cut short: nobody has written anything into it. */
export function removeUnfinished(files: string): void {
  rmSync(files, { recursive: true, force: true });
  rmSync(creatingMark(files), { force: true });
}

/** Whether one database is about to be replaced by another. */
export function isBeingReplaced(files: string): boolean {
  return existsSync(noteOf(files));
}

/** Ends what a process that was killed had begun. To be called by whoever has the data folder. */
export function finishReplacing(files: string): void {
  if (!isBeingReplaced(files)) return;
  const folder = dirname(files);
  const { fresh, aside }: Replacement = JSON.parse(readFileSync(noteOf(files), 'utf8'));
  const [freshFiles, asideFiles] = [join(folder, fresh), join(folder, aside)];
  if (existsSync(freshFiles)) {
    if (existsSync(files)) renameSync(files, asideFiles);
    renameSync(freshFiles, files);
  }
  syncPath(folder);
  rmSync(noteOf(files));
  syncPath(folder);
}
