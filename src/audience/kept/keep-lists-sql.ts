import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/** Says that lists are kept in the database, also of those that were files until now. */
export async function keepLists(
  { tables }: Pick<Database, 'tables'>,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  await sql`
    insert into list (name, kind) select name, 'kept' from unnest(${names}::text[]) as n(name)
    on conflict (name) do update set kind = 'kept' where list.kind <> 'kept'`.execute(tables);
}
