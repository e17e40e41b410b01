import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database.ts';
import { type Moved, movedCode } from '../moved.ts';
import type { Tables } from '../tables.ts';
import { quote, readKeptTables } from './catalogue-sql.ts';

const trigger = 'database_moved';

/** Whether the database was moved, or is being moved; null where it was not. */
export async function readMoved({ tables }: Pick<Database, 'tables'>): Promise<Moved | null> {
  const row = await tables
    .selectFrom('database_moved')
    .select(['place', 'begun_at as begunAt', 'done_at as doneAt'])
    .executeTakeFirst();
  return row ?? null;
}

/**
 * From here on nothing of what is kept can be changed, by whichever version or process: the tables themselves refuse it.
 * Resolves once everything that was being changed is committed.
 *
 * @param check called while nobody may change anything; what it throws undoes it
 */
export async function forbidChanges(
  database: Database,
  place: string,
  check: (tables: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  const kept = await readKeptTables(database.pool);
  const names = kept.map(({ name }) => `pennypost.${quote(name)}`);
  await database.tables.transaction().execute(async (tables) => {
    // In one order and all at once, so that no two who do this wait for each other.
    await sql.raw(`lock table ${names.join(', ')} in share row exclusive mode`).execute(tables);
    await check(tables);
    await layRefusal(tables);
    for (const name of names) {
      await sql.raw(`drop trigger if exists ${trigger} on ${name}`).execute(tables);
      await sql
        .raw(
          `create trigger ${trigger} before insert or update or delete or truncate on ${name}
           for each statement execute function pennypost.refuse_change()`,
        )
        .execute(tables);
    }
    await tables
      .insertInto('database_moved')
      .values({ place })
      .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ place, done_at: null }))
      .execute();
  });
}

async function layRefusal(tables: Kysely<Tables>): Promise<void> {
  await sql
    .raw(
      `create or replace function pennypost.refuse_change() returns trigger language plpgsql as $$
       declare place text;
       begin
         select m.place into place from pennypost.database_moved m;
         raise exception 'This database was moved to %, so nothing is changed here. Use that one, or take it back with "pennypost database move --undo".', place
           using errcode = '${movedCode}';
       end $$`,
    )
    .execute(tables);
}

/** All of it has arrived. */
export async function finishMoving({ tables }: Pick<Database, 'tables'>): Promise<void> {
  await tables.updateTable('database_moved').set({ done_at: sql`now()` }).execute();
}

/** Takes it back: this database is one that is used again. */
export async function allowChanges(database: Database): Promise<void> {
  const kept = await readKeptTables(database.pool);
  await database.tables.transaction().execute(async (tables) => {
    for (const { name } of kept)
      await sql.raw(`drop trigger if exists ${trigger} on pennypost.${quote(name)}`).execute(tables);
    await tables.deleteFrom('database_moved').execute();
  });
}
