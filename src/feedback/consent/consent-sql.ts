import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import type { ResubscribeEvidence } from './preferences-link.ts';
import type { UnsubscribeEvidence } from './unsubscribe-link.ts';

type Reading = Database['tables'] | Transaction<Tables>;

/**
 * Holds everybody else off who would change whether this subscriber is mailed, until the transaction ends. A double
 * click comes on two connections: the second waits here, and then finds it done; of leaving and coming back at once,
 * the later one wins. Not a lock on the row of the subscriber, which a synchronisation of the lists may hold for as
 * long as a long list takes.
 */
export async function lockConsent(tables: Transaction<Tables>, subscriberId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('consent'), hashtext(${String(subscriberId)}))`.execute(
    tables,
  );
}

/** The key is composed also where the row is from before 0006-composed-addresses and somebody else took it over. */
export async function findPerson(tables: Reading, subscriberId: number) {
  const row = await tables
    .selectFrom('subscriber')
    .select(['address', 'address_key'])
    .where('id', '=', subscriberId)
    .executeTakeFirst();
  return row && { ...row, address_key: row.address_key.normalize('NFC') };
}

/** By the last thing that we know about their consent. */
export async function hasLeft(tables: Reading, subscriberId: number): Promise<boolean> {
  const last = await tables
    .selectFrom('consent')
    .select('event')
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.event === 'unsubscribed';
}

type ConsentEvidence = UnsubscribeEvidence | ResubscribeEvidence;

const feedbackKinds = { unsubscribed: 'unsubscribe', resubscribed: 'resubscribe' } as const;

/** Writes down what a reader wished, when, and how we know. */
export async function recordConsent(
  tables: Transaction<Tables>,
  subscriberId: number,
  event: keyof typeof feedbackKinds,
  evidence: ConsentEvidence,
): Promise<void> {
  const { at, via } = evidence;
  await tables
    .insertInto('consent')
    .values({ subscriber_id: subscriberId, event, source: via, evidence: describeEvidence(evidence), at })
    .execute();
  await tables
    .insertInto('feedback_event')
    .values({
      kind: feedbackKinds[event],
      send_id: event === 'unsubscribed' ? await newestSend(tables, subscriberId) : null,
      subscriber_id: subscriberId,
      detail: describeEvidence(evidence),
      at,
    })
    .execute();
}

/** The newest issue that they have, by which they leave as far as anybody can tell; null where they have none. */
async function newestSend(tables: Transaction<Tables>, subscriberId: number): Promise<number | null> {
  const newest = await tables
    .selectFrom('send as s')
    .innerJoin('delivery as d', 'd.send_id', 's.id')
    .select('s.id')
    .where('d.subscriber_id', '=', subscriberId)
    .where('s.rehearsal', '=', false)
    .where('d.is_notice', '=', false)
    .where('d.state', 'in', ['accepted', 'in_doubt', 'committing'])
    .orderBy('s.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.id ?? null;
}

/** As JSON. */
export function describeEvidence(evidence: ConsentEvidence): string {
  const { via, userAgent } = evidence;
  return JSON.stringify({ via, userAgent, ...('from' in evidence ? { from: evidence.from } : {}) });
}
