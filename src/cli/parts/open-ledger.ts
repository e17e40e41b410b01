import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config.ts';
import { readMoved } from '../../database/archive/moved-sql.ts';
import type { Database } from '../../database/database.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { describeMoved } from '../../database/moved.ts';
import { openDatabase } from '../../database/open/open-database-sql.ts';
import { describeUnsettled, readUnsettledRestore } from '../../ledger/sends/restored-sql.ts';
import { pauseStaleSends } from '../../ledger/sends/stale-sends-sql.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { makeDataDirectory } from './data-directory.ts';
import { refuseMissing } from './what-was-sent.ts';

/** BullMQ's listeners, the feed and recovery need connections beside those of the deliveries. */
const spareConnections = 6;

/**
 * Whether a command may make the database where there is none; a command that reads what was sent never does. One that only
 * reads can be given where the database was moved from as well.
 */
export type Making = 'may make one' | 'makes none' | 'only reads';

/**
 * The database of the config, ready for a command. Sends that were left alone for days are paused before any command sees
 * them.
 *
 * @param staying whether the command runs until it is stopped, and so is the one to hold an embedded database for others
 * @throws ConfigError or DatabaseError, as temporary where there is none and the command makes none; DatabaseError where it
 *   was moved and the command may change it
 */
export async function openLedger(
  config: Config,
  command: string,
  { err }: Pick<CommandContext, 'err'>,
  making: Making,
  staying: 'stays' | 'ends' = 'ends',
): Promise<Database> {
  const mustExist = making !== 'may make one';
  if (mustExist) refuseMissing(config, command, ['database']);
  const { databaseUrl, dataDirectory, connections } = config;
  if (databaseUrl === null && !existsSync(path.join(dataDirectory, 'database'))) {
    err('Creating the embedded database, which takes some seconds, once.\n');
  }
  if (databaseUrl === null) await makeDataDirectory(dataDirectory);
  const database = await openDatabase({
    url: databaseUrl,
    directory: dataDirectory,
    command,
    isLasting: staying === 'stays',
    report: (sentence) => err(`${sentence}\n`),
    poolSize: connections + spareConnections,
    mustExist,
  });
  try {
    await lookAfter(database, err, making, staying);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function lookAfter(
  database: Database,
  err: CommandContext['err'],
  making: Making,
  staying: 'stays' | 'ends',
): Promise<void> {
  const moved = await readMoved(database);
  if (moved !== null && making !== 'only reads') throw new DatabaseError([describeMoved(moved)]);
  const restore = await readUnsettledRestore(database);
  if (restore !== null && (making === 'only reads' || staying === 'stays'))
    err(`Warning: ${describeUnsettled(restore)}\n`);
  if (moved === null) await pauseStaleSends(database);
  else err(`Warning: ${describeMoved(moved)}\n`);
}
