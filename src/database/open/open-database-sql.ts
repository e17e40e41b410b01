import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Kysely } from 'kysely';
import type pg from 'pg';
import { describeServer } from '../connect-fault.ts';
import type { Database } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { openEmbedded } from '../embedded/embedded-sql.ts';
import { creatingMark, isBeingReplaced } from '../embedded/replace-database-file.ts';
import { endPool } from '../end-pool-sql.ts';
import { hasTables, migrate, migrateTo } from '../migrations/migrate-sql.ts';
import { MigratingDialect } from '../migrations/migrating-dialect-sql.ts';
import { newestMigration } from '../migrations/migrations.ts';
import type { Tables } from '../tables.ts';
import { openServer } from './server-sql.ts';

export interface DatabaseOptions {
  /** The server; null for the embedded database. */
  readonly url: string | null;
  /** Where the embedded database lives; made where it does not exist. Not looked at when there is a server. */
  readonly directory: string;
  /** What this process was started as, told to others that find it holding the directory. */
  readonly command: string;
  /** Whether it stays for long, and so is the one to hold the embedded database for others. Default false. */
  readonly isLasting?: boolean;
  /** Takes a sentence for people: about a process that is waited for, or one that kept others waiting. */
  readonly report?: (sentence: string) => void;
  /** The most connections to a server. Every BullMQ worker on it keeps one to itself. Default 10. */
  readonly poolSize?: number;
  /** Whether there must be a database already: then none is made, and nothing else. */
  readonly mustExist?: boolean;
  /** The newest migration of a Pennypost before this one, for a database that is made as it had it. Default: this one's. */
  readonly tablesOf?: string;
}

/**
 * Opens the database, creates what is missing and brings it up to date.
 * @throws DatabaseError when the embedded one cannot be had, or the server cannot be used; as temporary where
 *   there must be one and is none
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === null ? openEmbeddedDatabase(options) : openServerDatabase(options, options.url);
}

async function openEmbeddedDatabase(options: DatabaseOptions): Promise<Database> {
  const { directory, command, mustExist, isLasting = false, report = () => {} } = options;
  if (mustExist && !isEmbedded(directory))
    throw new DatabaseError([`There is no database in ${resolve(directory)}.`], { failure: 'temporary' });
  const pools = await openEmbedded({ directory, command, isLasting, knows: newestMigration, report });
  return migrated({ kind: 'embedded', ...pools }, options);
}

async function openServerDatabase(options: DatabaseOptions, url: string): Promise<Database> {
  const { poolSize = 10, mustExist = false } = options;
  const pool = await openServer(url, poolSize);
  const close = () => endPool(pool);
  return migrated({ kind: 'server', pool, relaxed: pool, close }, options, mustExist ? url : null);
}

/** Whether a directory has an embedded database. One that was killed while it was made is none: see embedded-sql.ts. */
export function isEmbedded(directory: string): boolean {
  const files = join(directory, 'database');
  return isBeingReplaced(files) || (isThere(files) && !isThere(creatingMark(files)));
}

/** Throws where that may not be looked at, which is no answer. */
export function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

async function migrated(
  { pool, ...opened }: Omit<Database, 'tables' | 'pool'> & { readonly pool: pg.Pool },
  { tablesOf }: Pick<DatabaseOptions, 'tablesOf'>,
  /** The server that must have tables already; null where they may be made. */
  expecting: string | null = null,
): Promise<Database> {
  const tables = new Kysely<Tables>({ dialect: new MigratingDialect({ pool }) });
  try {
    if (expecting !== null && !(await hasTables(tables)))
      throw new DatabaseError(
        [`DATABASE_URL: ${describeServer(expecting)} has no tables of Pennypost: nothing was sent from it.`],
        { failure: 'temporary' },
      );
    if (tablesOf === undefined) await migrate(tables);
    else await migrateTo(tables, tablesOf);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return { ...opened, tables, pool };
}
