import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { backToPending, holdRefusals, putBackHeld } from './held-refusals-sql.ts';
import { domainsAlike, lastDecisions, peopleAlike, refusedAlike } from './refused-alike.ts';

/**
 * Decides, of every send with nobody left to try now, whether what it was refused for good is about its readers: what
 * most were refused with is ours, pauses it, and makes them pending again; anything else is feedback from here on. A
 * worker sees the same sooner, but only its own part, and may be killed. Any process may run it at any time, any number
 * at once; it costs next to nothing where nothing was refused.
 *
 * @returns whether anybody is pending again
 */
export async function judgeRefusals(database: Database): Promise<boolean> {
  const { rows } = await sql<{ send: number }>`
    select s.id as send from send s
    where exists (select from delivery d where d.send_id = s.id and d.is_refusal_open)`.execute(
    database.tables,
  );
  let isAnyPutBack = false;
  for (const { send } of rows) {
    const isPutBack = await database.tables.transaction().execute((tables) => judgeSend(tables, send));
    isAnyPutBack ||= isPutBack;
  }
  return isAnyPutBack;
}

/** Of a `delivery d`. A worker of the version before tries it again without a word of that. */
const isOpen = sql`d.is_refusal_open and d.state = 'failed'`;

/** The send is locked first and its deliveries are looked at by later statements, so that none is missed. */
async function judgeSend(tables: Transaction<Tables>, send: number): Promise<boolean> {
  const locked = await tables
    .selectFrom('send')
    .select('state')
    .where('id', '=', send)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!locked) return false;
  // What was recorded in the instant in which it was paused; the rest waits until it goes on.
  if (locked.state === 'paused') return putBackHeld(tables, send);
  const open = await readOpenStates(tables, send);
  if (open.isTrying) return false;
  const alike = await findAlike(tables, send);
  if (alike && locked.state !== 'cancelled') {
    const { people, domains, text, key } = alike;
    return holdRefusals(tables, send, refusedAlike('The relay', people, domains, text), [key]);
  }
  if (open.isHolding) return false;
  if (await giveSecondChance(tables, send)) return true;
  await closeRefusals(tables, send, alike?.key ?? null);
  return false;
}

/**
 * Who was refused with that for which the send was paused before, by a relay that was not mended yet when the send went
 * on, is tried once more. Whether anybody is.
 */
async function giveSecondChance(tables: Transaction<Tables>, send: number): Promise<boolean> {
  const { rows } = await sql`
    with remembered as materialized (
      select id, refusals_held as keys from send s
      where id = ${send} and state in ('running', 'done') and exists (
        select from delivery d
        where d.send_id = s.id and ${isOpen} and d.refusal_key = any (s.refusals_held)
          and d.refusal_key <> all (s.refusals_believed))
    ), tried as (
      update delivery d set ${backToPending}
      from remembered r
      where d.send_id = r.id and ${isOpen} and d.refusal_key = any (r.keys)
    )
    update send s set state = 'running', finished_at = null, refusals_held = '{}'
    from remembered r where s.id = r.id returning s.id`.execute(tables);
  return rows.length > 0;
}

async function readOpenStates(
  tables: Transaction<Tables>,
  send: number,
): Promise<{ readonly isTrying: boolean; readonly isHolding: boolean }> {
  const { rows } = await sql<{ isTrying: boolean; isHolding: boolean }>`
    select
      exists (select from delivery d where d.send_id = ${send} and not d.settled
        and d.state in ('pending', 'sending', 'committing')) as "isTrying",
      exists (select from delivery d where d.send_id = ${send} and not d.settled and d.state = 'held') as "isHolding"`.execute(
    tables,
  );
  return rows[0] ?? { isTrying: true, isHolding: false };
}

interface Alike {
  readonly key: string;
  readonly people: number;
  readonly domains: number;
  readonly text: string;
}

/**
 * The refusal of over half of the last fifty decisions, or of all there were, if it befell two people at least, at five
 * domains or at all that were tried, and no person has said to go on with it.
 */
async function findAlike(tables: Transaction<Tables>, send: number): Promise<Alike | null> {
  const { rows } = await sql<Alike>`
    with last as materialized (
      select case when state = 'failed' and is_refusal_open then refusal_key end as key from delivery
      where send_id = ${send} and (state = 'accepted' or (state = 'failed' and reply_code is not null))
      order by updated_at desc limit ${lastDecisions}
    ), most as (
      select key from last where key is not null group by key
      having count(*) >= ${peopleAlike}
        and (count(*) > ${lastDecisions / 2} or count(*) = (select count(*) from last))
    ), befallen as (
      select m.key, count(*)::int as people, count(distinct split_part(p.address_key, '@', 2))::int as domains,
        array_agg(distinct split_part(p.address_key, '@', 2)) as names, max(d.reply_text) as text
      from most m join delivery d on d.send_id = ${send} and ${isOpen} and d.refusal_key = m.key
      join subscriber p on p.id = d.subscriber_id
      group by m.key
    )
    select b.key, b.people, b.domains, coalesce(b.text, '') as text
    from befallen b join send s on s.id = ${send}
    where b.key <> all (s.refusals_believed) and (b.domains >= ${domainsAlike} or not exists (
      select from delivery d join subscriber p on p.id = d.subscriber_id
      where d.send_id = ${send} and d.state not in ('skipped', 'held')
        and split_part(p.address_key, '@', 2) <> all (b.names)
    ))`.execute(tables);
  return rows[0] ?? null;
}

/** @param ours the key of those that are no feedback: nobody is left whom it would help to try again */
async function closeRefusals(tables: Transaction<Tables>, send: number, ours: string | null): Promise<void> {
  await sql`
    update delivery set is_refusal_open = false,
      is_refusal_new = state = 'failed' and refusal_key is distinct from ${ours}::text
    where send_id = ${send} and is_refusal_open`.execute(tables);
}
