import type { ArchiveHead } from '../../database/archive/archive-format.ts';
import { readKeptTables, readSequences } from '../../database/archive/catalogue-sql.ts';
import { findFilled } from '../../database/archive/fill-sql.ts';
import { readMoved } from '../../database/archive/moved-sql.ts';
import type { Database } from '../../database/database.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { readDatabaseId } from '../../database/database-id-sql.ts';
import { describeMoved } from '../../database/moved.ts';
import { countMissing, type Merged, mergePresent } from '../../feedback/consent/merge-present-sql.ts';

/** What becomes of many whom the present database does not know any more; null where nobody has said it. */
export type Missing = 'erase' | 'keep' | null;

/**
 * Takes over from the present database what readers decided since the backup of which another was made; null where nothing
 * was ever written into it.
 * @throws DatabaseError where it was moved, where the backup is of another database, or where so many people are missing in
 *   it that somebody has to say why
 */
export async function takeOver(
  present: Database,
  made: Database,
  head: Pick<ArchiveHead, 'made' | 'database'>,
  missing: Missing,
): Promise<Merged | null> {
  const moved = await readMoved(present);
  if (moved !== null) throw new DatabaseError([describeMoved(moved)]);
  if ((await readDatabaseId(present.tables)) !== head.database) {
    const filled = await findFilled(present.pool, await readKeptTables(present.pool));
    if (filled.length === 0) return null;
    throw new DatabaseError([
      'The backup is of another database than the one that is there, whose links would be dead: move that one away first, ' +
        'or name another folder by --data. Nothing was changed.',
    ]);
  }
  const erases = (await isLater(present, made)) && (await mayErase(present, made, missing));
  const madeAt = new Date(head.made);
  return made.tables.transaction().execute((tables) => mergePresent(present, tables, { erases, madeAt }));
}

/** Whether the present database is what became of the one that was backed up: else it does not know who was erased. */
async function isLater(present: Database, made: Database): Promise<boolean> {
  const restores = ({ tables }: Database) =>
    tables.selectFrom('database_restore').select('id').orderBy('id').execute();
  const [ours, theirs] = [await restores(made), await restores(present)];
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) return false;
  const [before, now] = [await readSequences(made.pool), await readSequences(present.pool)];
  return Object.entries(before).every(([name, { last }]) => (now[name]?.last ?? 0) >= last);
}

/** So many of a thousand may have been erased without anybody asking whether they were lost. */
const fewInThousand = 10;
const few = 10;

async function mayErase(present: Database, made: Database, missing: Missing): Promise<boolean> {
  if (missing !== null) return missing === 'erase';
  const count = await countMissing(present, made);
  const { all } = await made.tables
    .selectFrom('subscriber')
    .select(({ fn }) => fn.countAll<number>().as('all'))
    .executeTakeFirstOrThrow();
  if (count <= Math.max(few, (all * fewInThousand) / 1_000)) return true;
  throw new DatabaseError([
    `${count} of the ${all} people in the backup are not in the database that is there. If they were erased since, give ` +
      '`--missing erase`; if they were lost, which is why you restore, `--missing keep`. Nothing was changed.',
  ]);
}
