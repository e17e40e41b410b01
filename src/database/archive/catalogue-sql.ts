import type { Queryable } from '../database.ts';
import { inOrderOfReferences, type KeptTable, notKept } from './kept-table.ts';

/** Where the count of an identity column stands; see `setval` of PostgreSQL. */
export interface SequenceState {
  readonly last: number;
  readonly isCalled: boolean;
}

/** By the name of the sequence. */
export type Sequences = Readonly<Record<string, SequenceState>>;

/**
 * The tables of schema `pennypost` whose rows are kept, each after those that it references. What is unlogged may be lost
 * at any time and is not kept.
 */
export async function readKeptTables(database: Queryable): Promise<readonly KeptTable[]> {
  const { rows } = await database.query<KeptTable>(
    `select c.relname::text as name,
       (select coalesce(json_agg(a.attname order by a.attnum), '[]') from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select coalesce(json_agg(
            json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by k.place), '[]')
        from pg_index i
          cross join lateral unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary) as key,
       (select coalesce(json_agg(distinct f.relname), '[]') from pg_constraint o join pg_class f on f.oid = o.confrelid
        where o.conrelid = c.oid and o.contype = 'f') as references
     from pg_class c
     where c.relnamespace = 'pennypost'::regnamespace and c.relkind in ('r', 'p') and c.relpersistence = 'p'
       and c.relname <> all ($1::text[])
     order by c.relname`,
    [notKept],
  );
  return inOrderOfReferences(rows);
}

/** A number that was given away is never given again, whether its row is there still or not. */
export async function readSequences(database: Queryable): Promise<Sequences> {
  const { rows } = await database.query<{ name: string }>(
    `select relname::text as name from pg_class
     where relnamespace = 'pennypost'::regnamespace and relkind = 'S' order by relname`,
  );
  const states: Record<string, SequenceState> = {};
  for (const { name } of rows) {
    const { rows: found } = await database.query<SequenceState>(
      `select last_value::float8 as last, is_called as "isCalled" from pennypost.${quote(name)}`,
    );
    if (found[0]) states[name] = found[0];
  }
  return states;
}

export async function setSequences(database: Queryable, sequences: Sequences): Promise<void> {
  for (const [name, { last, isCalled }] of Object.entries(sequences))
    await database.query('select setval($1::regclass, $2::bigint, $3)', [
      `pennypost.${quote(name)}`,
      last,
      isCalled,
    ]);
}

/** As a name in SQL. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
