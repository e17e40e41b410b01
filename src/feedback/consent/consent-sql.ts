import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import type { ResubscribeEvidence } from './preferences-link.ts';
import type { UnsubscribeEvidence } from './unsubscribe-link.ts';

/**
 * Holds everybody else off who would change whether these subscribers are mailed, until the transaction ends. A double
 * click comes on two connections: the second waits here, and then finds it done; of leaving and coming back at once,
 * the later one wins. Not a lock on the row of the subscriber, which a synchronisation of the lists may hold for as
 * long as a long list takes.
 *
 * Always in one order, so that no two who hold several wait for each other; hence all at once, and once a transaction.
 */
export async function lockConsents(
  tables: Transaction<Tables>,
  subscriberIds: readonly number[],
): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('consent'), l.lock) from (
      select distinct hashtext(id::text) as lock from unnest(${subscriberIds}::bigint[]) as id order by 1
    ) l`.execute(tables);
}

export function lockConsent(tables: Transaction<Tables>, subscriberId: number): Promise<void> {
  return lockConsents(tables, [subscriberId]);
}

/** So many of these locks fit into the lock table of a server beside those of everybody else. */
export const maxConsents = 200;

/**
 * Whether a subscriber has left, by the last thing that we know about their consent, as an expression of SQL.
 *
 * A person has few consents, which are found by the person. A limit would have the newest of everybody looked through
 * first, where the server does not know yet how many there are.
 */
export function leftBy(id: string): string {
  return `coalesce(
    (select (array_agg(c.event order by c.id desc))[1] from consent c where c.subscriber_id = ${id}) = 'unsubscribed', false)`;
}

/** By id. The key is composed also where the row is from before 0006-composed-addresses and somebody else took it over. */
export async function findPeople(tables: Transaction<Tables>, ids: readonly number[]) {
  const rows = await tables
    .selectFrom('subscriber')
    .select(['id', 'address', 'address_key'])
    .where('id', '=', sql<number>`any (${ids}::bigint[])`)
    .execute();
  return new Map(
    rows.map(({ id, address, address_key }) => [id, { address, addressKey: address_key.normalize('NFC') }]),
  );
}

/** Writes down that a reader wished to be back, when, and how we know. */
export async function recordReturn(
  tables: Transaction<Tables>,
  subscriberId: number,
  evidence: ResubscribeEvidence,
): Promise<void> {
  const { at, via } = evidence;
  const told = describeEvidence(evidence);
  await tables
    .insertInto('consent')
    .values({ subscriber_id: subscriberId, event: 'resubscribed', source: via, evidence: told, at })
    .execute();
  await tables
    .insertInto('feedback_event')
    .values({ kind: 'resubscribe', subscriber_id: subscriberId, detail: told, at })
    .execute();
}

/** As JSON. */
export function describeEvidence(evidence: UnsubscribeEvidence | ResubscribeEvidence): string {
  const { via, userAgent } = evidence;
  return JSON.stringify({ via, userAgent, ...('from' in evidence ? { from: evidence.from } : {}) });
}
