import { join } from 'node:path';
import { aloneInFolder } from '../../database/embedded/alone-in-folder-socket.ts';
import {
  finishReplacing,
  removeUnfinished,
  replaceDatabase,
} from '../../database/embedded/replace-database-file.ts';
import { isEmbedded } from '../../database/open/open-database-sql.ts';

/** Where a data folder keeps its database. */
export function filesOf(directory: string): string {
  return join(directory, 'database');
}

/** The name under which the database that was replaced is kept. */
export function asideOf(directory: string, why: string, now: Date): string {
  return join(directory, `database.before-${why}-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
}

/**
 * Puts the database of one data folder, which nobody has open, into another, while nobody has that open either.
 *
 * @param aside where the one that is there goes
 * @param prepare called once nobody else can open the folder
 */
export function placeDatabase(
  directory: string,
  fresh: string,
  { command, aside, prepare }: PlaceOptions,
): Promise<void> {
  return aloneInFolder(directory, command, async () => {
    await prepare(clearUp(directory));
    replaceDatabase(filesOf(directory), filesOf(fresh), aside);
  });
}

export interface PlaceOptions {
  readonly command: string;
  readonly aside: string;
  /** Is told whether there is a database in the folder. */
  readonly prepare: (isThere: boolean) => Promise<void>;
}

/** Ends what processes had begun that were killed. Whether there is a database then. */
function clearUp(directory: string): boolean {
  const files = filesOf(directory);
  finishReplacing(files);
  if (isEmbedded(directory)) return true;
  removeUnfinished(files);
  return false;
}
