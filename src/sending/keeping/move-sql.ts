import { resolve } from 'node:path';
import { readKeptTables } from '../../database/archive/catalogue-sql.ts';
import { type FillOptions, fillDatabase, findFilled, type Tallies } from '../../database/archive/fill-sql.ts';
import { allowChanges, finishMoving, forbidChanges, readMoved } from '../../database/archive/moved-sql.ts';
import { tallyDatabase, withRows } from '../../database/archive/read-database-sql.ts';
import { isSameTally } from '../../database/archive/tally.ts';
import type { Database } from '../../database/database.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { describeMoved, type Moved } from '../../database/moved.ts';
import { isEmbedded } from '../../database/open/open-database-sql.ts';
import { openPlace, withScratch } from './open-place-sql.ts';
import { describePlace, type Place } from './place.ts';
import { asideOf, placeDatabase } from './place-database-file.ts';
import { connectedSince, refuseFolderUsers, refuseUsers } from './refuse-users-sql.ts';

export interface MoveOptions {
  readonly command: string;
  readonly report: (sentence: string) => void;
  readonly now: Date;
  readonly onRows: (rows: number) => void;
}

/** What was moved, by the name of the table. */
export type Carried = Tallies;

/**
 * Carries all that a database keeps into an empty one, compares counts and digests, and marks the old one as moved: from the
 * moment in which it begins, nothing can be changed there. Cut short anywhere, the same again goes on, or takes up where it
 * only has to be said that it is done.
 * @throws DatabaseError where somebody uses the old one, or the new one is not empty or not to be had
 */
export async function moveDatabase(from: Place, to: Place, options: MoveOptions): Promise<Carried> {
  if (from.kind === 'folder' && to.kind === 'folder' && resolve(from.directory) === resolve(to.directory))
    throw isItself(to);
  await refuseFolderUsers(from);
  const source = await openPlace(from, { ...options, mustExist: true });
  try {
    const since = await connectedSince(source);
    const before = await readMoved(source);
    const place = describePlace(to);
    if (before !== null && (before.doneAt !== null || before.place !== place)) throw wasMoved(before);
    await forbidChanges(source, place, (tables) => refuseUsers(tables, since));
    return await carryOrLetGo(source, to, options, before !== null);
  } finally {
    await source.close();
  }
}

/** Whether an old database is used again. */
export async function undoMove(from: Place, options: Omit<MoveOptions, 'now' | 'onRows'>): Promise<Moved> {
  const source = await openPlace(from, { ...options, mustExist: true });
  try {
    const moved = await readMoved(source);
    if (moved === null)
      throw new DatabaseError([
        `${describePlace(from)} was not moved, so there is nothing to be taken back.`,
      ]);
    await allowChanges(source);
    return moved;
  } finally {
    await source.close();
  }
}

/** @param wasBegun whether a move before this one was cut short, which may have been when all had arrived */
async function carryOrLetGo(
  source: Database,
  to: Place,
  options: MoveOptions,
  wasBegun: boolean,
): Promise<Carried> {
  let mayBeThere = wasBegun;
  const onCommit = () => {
    mayBeThere = true;
  };
  try {
    const carried = await carry(source, to, { ...options, onCommit });
    await finishMoving(source);
    return carried;
  } catch (error) {
    // Once it may have arrived, two that are both used would mail everybody twice.
    if (!mayBeThere) await allowChanges(source).catch(() => undefined);
    throw error;
  }
}

type Carrying = MoveOptions & Pick<FillOptions, 'onCommit'>;

async function carry(source: Database, to: Place, options: Carrying): Promise<Carried> {
  if (to.kind === 'folder') return carryIntoFolder(source, to.directory, options);
  const target = await openPlace(to, options);
  try {
    if (await readMoved(target)) throw isItself(to);
    return (await findArrived(source, target)) ?? (await fill(source, target, to, options));
  } finally {
    await target.close();
  }
}

function fill(source: Database, target: Database, to: Place, options: Carrying): Promise<Carried> {
  const place = describePlace(to);
  return withRows(source, 'unchangeable', (rows) => fillDatabase(target, rows, { ...options, place }));
}

async function carryIntoFolder(source: Database, directory: string, options: Carrying): Promise<Carried> {
  const arrived = await lookIntoFolder(source, directory, options);
  if (arrived !== null) return arrived;
  return withScratch(directory, async (scratch) => {
    const to: Place = { kind: 'folder', directory: scratch };
    const { onCommit, ...rest } = options;
    const target = await openPlace(to, options);
    const carried = await fill(source, target, to, rest).finally(() => target.close());
    await placeDatabase(directory, scratch, {
      command: options.command,
      aside: asideOf(directory, 'move', options.now),
      prepare: async () => onCommit?.(),
    });
    return carried;
  });
}

/**
 * What is in the folder already, where that is all of it, since a move that was killed had put it there; null where it is
 * empty or was moved away from there.
 * @throws DatabaseError where it is anything else
 */
async function lookIntoFolder(
  source: Database,
  directory: string,
  options: MoveOptions,
): Promise<Carried | null> {
  if (!isEmbedded(directory)) return null;
  const to: Place = { kind: 'folder', directory };
  await refuseFolderUsers(to);
  const target = await openPlace(to, options);
  try {
    if ((await readMoved(target))?.doneAt) return null;
    const arrived = await findArrived(source, target);
    const filled = arrived ? [] : await findFilled(target.pool, await readKeptTables(target.pool));
    if (filled.length > 0)
      throw new DatabaseError([
        `There is a database in ${describePlace(to)} already, with something in ${filled.join(', ')}: name another ` +
          'folder, or move that one away. Nothing was changed.',
      ]);
    return arrived;
  } finally {
    await target.close();
  }
}

/** Null where the target has not what the source has. */
async function findArrived(source: Database, target: Database): Promise<Carried | null> {
  const tables = await readKeptTables(target.pool);
  if ((await findFilled(target.pool, tables)).length === 0) return null;
  const [ours, theirs] = [await tallyDatabase(source), await tallyDatabase(target)];
  const isSame = [...ours].every(([name, tally]) => {
    const other = theirs.get(name);
    return other !== undefined && isSameTally(tally, other);
  });
  return isSame ? theirs : null;
}

function isItself(to: Place): DatabaseError {
  return new DatabaseError([
    `The database is in ${describePlace(to)} itself, or was moved away from there: name one that was made anew.`,
  ]);
}

function wasMoved(moved: Moved): DatabaseError {
  return new DatabaseError([describeMoved(moved)]);
}
