import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { isOnList, isOnOneOf } from './send-lists-sql.ts';
import { sharedDomainSql } from './shared-domain-sql.ts';

/**
 * Writes a delivery for everybody on the lists of this send who has none in it; those suppressed already are skipped, and say why.
 * How many were written.
 */
export async function freezeAudience(
  tables: Kysely<Tables>,
  send: number,
  state: 'pending' | 'held',
  /** Only those who are on one of these; null for all of its lists. */
  only: readonly string[] | null = null,
): Promise<number> {
  const isMeant = only === null ? isOnList(String(send), 'p.id') : isOnOneOf(only, 'p.id');
  const { numAffectedRows } = await sql`
    insert into delivery (send_id, subscriber_id, state, skip_reason, detail)
    select ${send}, p.id, case when x.reason is null then ${state} else 'skipped' end, x.reason,
      x.reason || ' since ' || to_char(x.since at time zone 'utc', 'YYYY-MM-DD')
    from subscriber p
    left join suppression x on x.address_key = p.address_key
    where ${sql.raw(isMeant)}
    on conflict do nothing`.execute(tables);
  return Number(numAffectedRows ?? 0);
}

/**
 * Lets the first `size` of the held go: by provider and domain, every k-th. So each domain is asked for its share of the audience
 * and what is seen in the sample holds for the rest. The first by id would be the oldest subscribers, who are the best
 * ones; one of each domain would be mostly domains with a single reader, and hardly any at the large providers, whose
 * word decides. Within a domain a hash chooses, anew for each send, so that it is not always the same people.
 * How many are held still.
 */
export async function chooseCanaries(tables: Kysely<Tables>, send: number, size: number): Promise<number> {
  await sql`
    update delivery d set state = 'pending', updated_at = now()
    from (
      select h.subscriber_id, count(*) over () as held,
        row_number() over (
          order by ${sharedDomainSql(sql`m.domain`, sql`k.provider`)}, m.domain, md5(${`${send}.`}::text || p.id::text)
        ) as place
      from delivery h join subscriber p on p.id = h.subscriber_id
        -- Not inlined, or it would be cut out of the address again for every provider.
        cross join lateral (select substring(p.address_key from '[^@]*$') as domain offset 0) m
        left join mail_domain k on k.domain = m.domain
      where h.send_id = ${send} and h.state = 'held'
    ) c
    where d.send_id = ${send} and d.subscriber_id = c.subscriber_id
      and c.place * ${size}::bigint / c.held > (c.place - 1) * ${size}::bigint / c.held`.execute(tables);
  const { held } = await tables
    .selectFrom('delivery')
    .select(({ fn }) => fn.countAll<number>().as('held'))
    .where('send_id', '=', send)
    .where('state', '=', 'held')
    .executeTakeFirstOrThrow();
  return Number(held);
}

/** Lets everybody who is held go. */
export async function releaseHeld(tables: Kysely<Tables>, send: number): Promise<void> {
  await tables
    .updateTable('send')
    .set({ canary_released_at: sql`now()` })
    .where('id', '=', send)
    .where('canary_released_at', 'is', null)
    .execute();
  await tables
    .updateTable('delivery')
    .set({ state: 'pending', updated_at: sql`now()` })
    .where('send_id', '=', send)
    .where('state', '=', 'held')
    .execute();
}
