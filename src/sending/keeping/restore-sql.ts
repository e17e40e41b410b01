import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchiveHead } from '../../database/archive/archive-format.ts';
import { fillDatabase, type Tallies } from '../../database/archive/fill-sql.ts';
import { type OpenArchive, openArchive } from '../../database/archive/read-archive-file.ts';
import { withRows } from '../../database/archive/read-database-sql.ts';
import type { Database } from '../../database/database.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { migrations, newestMigration } from '../../database/migrations/migrations.ts';
import { openDatabase } from '../../database/open/open-database-sql.ts';
import { isFailure } from '../../failure.ts';
import type { Merged } from '../../feedback/consent/merge-present-sql.ts';
import { parkRestored } from '../../ledger/sends/restored-sql.ts';
import { openPlace, withScratch } from './open-place-sql.ts';
import { describePlace, type Place } from './place.ts';
import { asideOf, filesOf, placeDatabase } from './place-database-file.ts';
import { refuseFolderUsers } from './refuse-users-sql.ts';
import { type Missing, takeOver } from './take-over-sql.ts';

export interface RestoreOptions {
  readonly command: string;
  readonly report: (sentence: string) => void;
  readonly now: Date;
  readonly onRows: (rows: number) => void;
  /** Where a database is made before it takes its place, for one on a server. */
  readonly workDirectory: string;
  readonly missing: Missing;
  /** Whether the present database need not be read: who left since the backup is not known then. */
  readonly givesUpPresent: boolean;
}

export interface Restored {
  /** When the backup was made. */
  readonly madeAt: Date;
  readonly rows: number;
  /** What was taken over from the database that was there; null where there was none, or it was given up. */
  readonly merged: Merged | null;
  /** Where the one is that was there; null where there was none. */
  readonly aside: string | null;
}

/**
 * Puts the database of a backup into a data folder, in the place of the one that is there, if any, or onto a server that
 * has none. Whoever left, was suppressed or was erased since stays so; what was under way is in doubt, and nothing is sent
 * before a person has said what went out since. Cut short anywhere, it is the one or the other, whole.
 * @throws DatabaseError where the file is no whole backup, somebody uses the folder, or the server is not empty
 */
export async function restore(file: string, to: Place, options: RestoreOptions): Promise<Restored> {
  const archive = await openArchive(file, Object.keys(migrations));
  try {
    await refuseFolderUsers(to);
    const parent = to.kind === 'folder' ? to.directory : options.workDirectory;
    return await withScratch(parent, (scratch) => restoreIn(scratch, archive, to, options));
  } finally {
    archive.close();
  }
}

async function restoreIn(
  scratch: string,
  archive: OpenArchive,
  to: Place,
  options: RestoreOptions,
): Promise<Restored> {
  const { head } = archive;
  const madeAt = new Date(head.made);
  const { database: made, rows } = await unpack(scratch, archive, options);
  let closed: Promise<void> | null = null;
  const close = () => (closed ??= made.close());
  try {
    if (to.kind === 'folder') {
      const placed = await placeInFolder(scratch, { made, close }, head, to.directory, options);
      return { madeAt, rows, ...placed };
    }
    await made.tables.transaction().execute((tables) => parkRestored(tables, madeAt));
    await placeOnServer(made, to, options);
    return { madeAt, rows, merged: null, aside: null };
  } finally {
    await close();
  }
}

/** Fills a database laid out as the backup's was, and brings its tables up to date. */
async function unpack(
  directory: string,
  { head, source }: OpenArchive,
  { command, report, onRows }: RestoreOptions,
): Promise<{ readonly database: Database; readonly rows: number }> {
  const opening = { url: null, directory, command, report, isLasting: true };
  const database = await openDatabase({ ...opening, tablesOf: head.migration });
  let tallies: Tallies;
  try {
    tallies = await fillDatabase(database, source, { place: directory, onRows });
  } catch (error) {
    await database.close();
    throw error;
  }
  const rows = [...tallies.values()].reduce((sum, tally) => sum + tally.rows, 0);
  if (head.migration === newestMigration) return { database, rows };
  await database.close();
  return { database: await openDatabase(opening), rows };
}

async function placeOnServer(made: Database, to: Place, options: RestoreOptions): Promise<void> {
  const target = await openPlace(to, options);
  try {
    const place = describePlace(to);
    await withRows(made, 'unchangeable', (source) => fillDatabase(target, source, { place }));
  } finally {
    await target.close();
  }
}

async function placeInFolder(
  scratch: string,
  { made, close }: { readonly made: Database; readonly close: () => Promise<void> },
  head: ArchiveHead,
  directory: string,
  options: RestoreOptions,
): Promise<Pick<Restored, 'merged' | 'aside'>> {
  const aside = asideOf(directory, 'restore', options.now);
  let merged: Merged | null = null;
  let isAside = false;
  const prepare = async (isThere: boolean) => {
    isAside = isThere;
    if (isThere && !options.givesUpPresent)
      merged = await readPresent(scratch, made, head, directory, options);
    await made.tables.transaction().execute((tables) => parkRestored(tables, new Date(head.made)));
    await close();
  };
  await placeDatabase(directory, scratch, { command: options.command, aside, prepare });
  return { merged, aside: isAside ? aside : null };
}

/** Opens the present database by a name of its own, since its folder is held by this process, for nobody else to open. */
async function readPresent(
  scratch: string,
  made: Database,
  head: ArchiveHead,
  directory: string,
  options: RestoreOptions,
): Promise<Merged | null> {
  const beside = join(scratch, 'present');
  mkdirSync(beside, { mode: 0o700 });
  symlinkSync(filesOf(directory), filesOf(beside));
  const present = await openPlace({ kind: 'folder', directory: beside }, options).catch((error: unknown) => {
    throw isFailure(error) ? unreadable(error.faults) : error;
  });
  try {
    return await takeOver(present, made, head, options.missing);
  } finally {
    await present.close();
  }
}

function unreadable(faults: readonly string[]): DatabaseError {
  return new DatabaseError([
    ...faults,
    'So nobody knows who left or was suppressed since the backup was made, and nothing was changed. If it cannot be mended, ' +
      '--give-up-present restores without knowing.',
  ]);
}
