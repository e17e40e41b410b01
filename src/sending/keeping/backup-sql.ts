import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { archiveFormat } from '../../database/archive/archive-format.ts';
import { withRows } from '../../database/archive/read-database-sql.ts';
import { isThere, type WrittenArchive, writeArchive } from '../../database/archive/write-archive-file.ts';
import type { Database } from '../../database/database.ts';
import { readDatabaseId } from '../../database/database-id-sql.ts';
import { askCopy } from '../../database/embedded/ask-copy-socket.ts';
import { readNewestMigration } from '../../database/migrations/migrate-sql.ts';
import { isFailure } from '../../failure.ts';
import { openPlace, withScratch } from './open-place-sql.ts';
import type { Place } from './place.ts';
import { filesOf } from './place-database-file.ts';

export interface BackupOptions {
  readonly command: string;
  readonly report: (sentence: string) => void;
  /** Of this program. */
  readonly version: string;
  readonly mayReplace: boolean;
  readonly onRows: (rows: number) => void;
}

/**
 * Writes all that a database keeps into a file, as it is at one moment, while others use it: on a server from a snapshot,
 * else from a copy of its files, for which everybody waits only as long as copying takes what just changed.
 * @throws DatabaseError where there is no database, the file is there already, or nothing can be written
 */
export async function backUp(place: Place, file: string, options: BackupOptions): Promise<WrittenArchive> {
  if (!options.mayReplace && existsSync(file)) throw isThere(file);
  if (place.kind === 'folder') return backUpFolder(place.directory, file, options);
  const database = await openPlace(place, { ...options, mustExist: true });
  try {
    return await write(database, file, 'snapshot', options);
  } finally {
    await database.close();
  }
}

async function backUpFolder(
  directory: string,
  file: string,
  options: BackupOptions,
): Promise<WrittenArchive> {
  return withScratch(directory, async (scratch, name) => {
    await copyInto(directory, name, options);
    const copy = await openPlace({ kind: 'folder', directory: scratch }, options);
    try {
      return await write(copy, file, 'unchangeable', options);
    } finally {
      await copy.close();
    }
  });
}

const attempts = 5;

/** Whoever holds the folder may give it up amid the copying, and then the next holder is asked. */
async function copyInto(directory: string, name: string, options: BackupOptions): Promise<void> {
  const place: Place = { kind: 'folder', directory };
  const database = await openPlace(place, { ...options, mustExist: true, isLasting: false });
  try {
    for (let attempt = 1; ; attempt += 1) {
      await database.pool.query('select 1');
      const fault = await askCopy(directory, name).catch((error: unknown) => error);
      if (fault === undefined) return;
      if (!isFailure(fault) || attempt === attempts) throw fault;
      rmSync(filesOf(join(directory, name)), { recursive: true, force: true });
    }
  } finally {
    await database.close();
  }
}

async function write(
  database: Database,
  file: string,
  stillness: 'snapshot' | 'unchangeable',
  { version, mayReplace, onRows }: BackupOptions,
): Promise<WrittenArchive> {
  const head = {
    format: archiveFormat,
    made: new Date().toISOString(),
    program: version,
    migration: await readNewestMigration(database.tables),
    database: await readDatabaseId(database.tables),
  };
  return withRows(database, stillness, (source) => writeArchive(file, head, source, { mayReplace, onRows }));
}
