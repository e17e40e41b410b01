import { existsSync } from 'node:fs';
import { archiveFormat } from '../../database/archive/archive-format.ts';
import { withRows } from '../../database/archive/read-database-sql.ts';
import { isThere, type WrittenArchive, writeArchive } from '../../database/archive/write-archive-file.ts';
import type { Database } from '../../database/database.ts';
import { readDatabaseId } from '../../database/database-id-sql.ts';
import { askCopy } from '../../database/embedded/ask-copy-socket.ts';
import { readNewestMigration } from '../../database/migrations/migrate-sql.ts';
import { openPlace, withScratch } from './open-place-sql.ts';
import type { Place } from './place.ts';

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
  const database = await openPlace(place, { ...options, mustExist: true });
  try {
    if (place.kind === 'server') return await write(database, file, 'snapshot', options);
    return await withScratch(place.directory, async (scratch, name) => {
      await askCopy(place.directory, name);
      const copy = await openPlace({ kind: 'folder', directory: scratch }, options);
      try {
        return await write(copy, file, 'unchangeable', options);
      } finally {
        await copy.close();
      }
    });
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
