import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/** A key that signed mail which is out, and is not at hand. */
export interface LostKey {
  /** As it stands in what it signed, in six hexadecimal digits. */
  readonly id: string;
  /** How many emails have links by it, which are dead without it. */
  readonly emails: number;
  /** When a person said to go on without it; null where nobody has. */
  readonly givenUpAt: Date | null;
}

/** Writes down that a key signs from now on: before the first message goes out. */
export async function noteSigningKey({ tables }: Pick<Database, 'tables'>, id: number): Promise<void> {
  await tables
    .insertInto('signing_key')
    .values({ id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * The keys that signed what was sent and are not at hand, those of most emails first. What went out before
 * 0005-signed-names notes no key: whichever are at hand when this is first asked are taken to have signed it. Costs
 * one look at a table of a few rows where nothing is lost, else a look at every delivery.
 *
 * @param which all of them, or those of which no person has said to go on without
 */
export async function findLostKeys(
  { tables }: Pick<Database, 'tables'>,
  atHand: readonly number[],
  which: 'all' | 'undecided' = 'all',
): Promise<LostKey[]> {
  await takeForSerial({ tables }, atHand);
  await tables
    .updateTable('signing_key')
    .set({ given_up_at: null })
    .where('given_up_at', 'is not', null)
    .where('id', 'in', atHand)
    .execute();
  const { rows } = await sql<{ id: number; emails: number; givenUpAt: Date | null }>`
    with lost as materialized (
      select id, is_serial, given_up_at from signing_key
      where not id = any (${atHand}::int[]) and (given_up_at is null or ${which === 'all'})
    ), sent as materialized (
      select signing_key, count(*) as emails from delivery
      where state in ('accepted', 'in_doubt', 'committing') and exists (select from lost)
      group by signing_key
    )
    select l.id, l.given_up_at as "givenUpAt", sum(t.emails)::int as emails
    from lost l join sent t on t.signing_key = l.id or (l.is_serial and t.signing_key is null)
    group by l.id, l.given_up_at order by emails desc, l.id`.execute(tables);
  return rows.map(({ id, ...lost }) => ({ id: id.toString(16).padStart(6, '0'), ...lost }));
}

async function takeForSerial({ tables }: Pick<Database, 'tables'>, atHand: readonly number[]): Promise<void> {
  await sql`
    insert into signing_key (id, is_serial)
    select id, true from unnest(${atHand}::int[]) as known(id)
    where not exists (select from signing_key where is_serial)
      and exists (
        select from send s where s.public_id is null and exists (select from delivery d where d.send_id = s.id)
      )
    on conflict (id) do update set is_serial = true`.execute(tables);
}

/** A person goes on without the keys that are not at hand. */
export async function giveUpLostKeys(
  { tables }: Pick<Database, 'tables'>,
  atHand: readonly number[],
  at: Date,
): Promise<void> {
  await tables
    .updateTable('signing_key')
    .set({ given_up_at: at })
    .where('given_up_at', 'is', null)
    .where('id', 'not in', atHand)
    .execute();
}
