import { sql, type Transaction } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { SubscriberList } from './subscriber-list.ts';
import { addToTally, emptyTally, type Tally } from './tally.ts';

/**
 * Leaves in `incoming` one row a person and list, and of a person on several lists one row that leads, with the name
 * and the fields of all of them.
 *
 * @returns the rows that repeat an earlier one of their list, which are gone
 */
export async function resolveRepeats(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
): Promise<Tally> {
  const duplicates = await dropDuplicates(tables, lists);
  if (lists.length > 1) await mergeLists(tables);
  return duplicates;
}

interface DuplicateRow {
  list: number;
  row: number;
  first_row: number;
  address: string;
  total: number;
}

async function dropDuplicates(tables: Transaction<Tables>, lists: readonly SubscriberList[]): Promise<Tally> {
  const { rows } = await sql<DuplicateRow>`
    with first as (
      select list, address_key, min(row) as row from incoming group by list, address_key having count(*) > 1
    ), dropped as (
      delete from incoming i using first f
      where i.list = f.list and i.address_key = f.address_key and i.row <> f.row
      returning i.list, i.row, f.row as first_row, i.address
    )
    select *, count(*) over () as total from dropped order by list, row limit 20`.execute(tables);
  const sentences = rows.map(
    ({ list, row, first_row, address }) =>
      `${lists[list]?.file}, row ${row}: ${address} is in row ${first_row} already, which was taken.`,
  );
  return { ...sentences.reduce(addToTally, emptyTally), count: rows[0]?.total ?? 0 };
}

/** An empty value decides nothing: the next list that has one does. */
async function mergeLists(tables: Transaction<Tables>): Promise<void> {
  await sql`
    with shared as (
      select address_key from incoming group by address_key having count(*) > 1
    ), person as (
      select i.address_key, min(i.list) as list,
        coalesce((array_agg(i.name order by i.list) filter (where i.name <> ''))[1], '') as name
      from incoming i join shared using (address_key)
      group by i.address_key
    ), field as (
      select i.address_key, jsonb_object_agg(f.key, f.value order by f.value <> '', i.list desc) as fields
      from incoming i join shared using (address_key), jsonb_each_text(i.fields) f
      group by i.address_key
    )
    update incoming i
    set leads = i.list = p.list, name = p.name, fields = coalesce(f.fields, '{}')
    from person p left join field f using (address_key)
    where i.address_key = p.address_key`.execute(tables);
}
