import { sql, type Transaction } from 'kysely';
import { eraseFrom, isErased } from '../../audience/kept/edit-subscription-sql.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';

/**
 * Erases in the restored database whom the present one has erased, and takes over the hashes by which no import brings them
 * back, with their key: a backup from before there were any has none of its own. How many people were erased.
 */
export async function takeErasures(present: Database, restored: Transaction<Tables>): Promise<number> {
  const { erasure_key } = await present.tables
    .selectFrom('database_identity')
    .select('erasure_key')
    .executeTakeFirstOrThrow();
  await restored.updateTable('database_identity').set({ erasure_key }).execute();
  const hashes = await present.tables.selectFrom('erased_address').selectAll().execute();
  await sql`
    insert into erased_address (hash, at)
    select hash, at from json_populate_recordset(null::erased_address, ${JSON.stringify(hashes)}::json)
    on conflict do nothing`.execute(restored);
  const { rows } = await sql<{ name: string }>`
    select public_id::text as name from subscriber where ${sql.raw(isErased)}`.execute(present.tables);
  const known = await restored
    .selectFrom('subscriber')
    .select('address_key')
    .where('public_id', 'in', sql<string>`(select unnest(${rows.map(({ name }) => name)}::uuid[]))`)
    .where(sql<boolean>`not ${sql.raw(isErased)}`)
    .execute();
  for (const { address_key } of known) await eraseFrom(restored, address_key);
  return known.length;
}
