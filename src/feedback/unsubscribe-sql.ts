import { sql, type Transaction } from 'kysely';
import type { Keyring } from '../audience/keys.ts';
import { readUnsubscribeToken } from '../audience/unsubscribe-token.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import type {
  FollowedByReader,
  FollowedLink,
  UnsubscribeEvidence,
  UnsubscribeLinks,
} from './unsubscribe-link.ts';

/** No database takes as long as this for one person; whoever asked is told to come again. */
const timeoutMs = 10_000;

/**
 * What the unsubscribe links of every issue do. The token is judged before the database is asked, so that how long
 * an answer takes says nothing about who is on the list.
 */
export function unsubscribeLinks(database: Database, keyring: Keyring): UnsubscribeLinks {
  const follow = async (
    token: string,
    act: (subscriberId: number) => Promise<FollowedByReader>,
  ): Promise<FollowedLink> => {
    const holder = readUnsubscribeToken(token, keyring);
    if (holder === null) return { kind: 'invalid' };
    return holder.kind === 'nobody' ? { kind: 'test' } : withinTime(act(holder.id));
  };
  return {
    look: (token) => follow(token, (id) => findReader(database, id)),
    unsubscribe: (token, evidence) => follow(token, (id) => unsubscribe(database, id, evidence)),
  };
}

/** Rejects late answers. What was asked may still come to pass: it is the same, done once or twice. */
async function withinTime<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(fail, timeoutMs, new Error(`The database did not answer within ${timeoutMs} ms.`));
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/**
 * Takes a subscriber off every list for good, in one transaction: when it resolves, no claim of any send finds them
 * any more. Twice is the same as once. An address that is suppressed already keeps that suppression; that its owner
 * has left is recorded none the less.
 */
export async function unsubscribe(
  database: Database,
  subscriberId: number,
  evidence: UnsubscribeEvidence,
): Promise<FollowedByReader> {
  return database.tables.transaction().execute(async (tables) => {
    // A double click comes on two connections: the second waits here, and then finds it done. Not a lock on the row
    // of the subscriber, which a synchronisation of the lists may hold for as long as a long list takes.
    await sql`select pg_advisory_xact_lock(hashtext('unsubscribe'), hashtext(${String(subscriberId)}))`.execute(
      tables,
    );
    const person = await findPerson(tables, subscriberId);
    if (!person) return { kind: 'reader', address: null, hasLeft: true };
    await suppress(tables, person.address_key, evidence);
    if (!(await hasLeft(tables, subscriberId))) await recordLeaving(tables, subscriberId, evidence);
    return { kind: 'reader', address: person.address, hasLeft: true };
  });
}

/** What a link of the subscriber finds. Changes nothing. */
async function findReader(database: Database, subscriberId: number): Promise<FollowedByReader> {
  const person = await findPerson(database.tables, subscriberId);
  if (!person) return { kind: 'reader', address: null, hasLeft: true };
  return { kind: 'reader', address: person.address, hasLeft: await hasLeft(database.tables, subscriberId) };
}

type Reading = Database['tables'] | Transaction<Tables>;

function findPerson(tables: Reading, subscriberId: number) {
  return tables
    .selectFrom('subscriber')
    .select(['address', 'address_key'])
    .where('id', '=', subscriberId)
    .executeTakeFirst();
}

/** By the last thing that we know about their consent. */
async function hasLeft(tables: Reading, subscriberId: number): Promise<boolean> {
  const last = await tables
    .selectFrom('consent')
    .select('event')
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.event === 'unsubscribed';
}

async function suppress(
  tables: Transaction<Tables>,
  addressKey: string,
  evidence: UnsubscribeEvidence,
): Promise<void> {
  await tables
    .insertInto('suppression')
    .values({
      address_key: addressKey,
      reason: 'unsubscribe',
      since: evidence.at,
      evidence: JSON.stringify(describe(evidence)),
    })
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .execute();
}

async function recordLeaving(
  tables: Transaction<Tables>,
  subscriberId: number,
  evidence: UnsubscribeEvidence,
): Promise<void> {
  const { at, via } = evidence;
  await tables
    .insertInto('consent')
    .values({ subscriber_id: subscriberId, event: 'unsubscribed', source: via, at })
    .execute();
  await tables
    .insertInto('feedback_event')
    .values({
      kind: 'unsubscribe',
      subscriber_id: subscriberId,
      detail: JSON.stringify(describe(evidence)),
      at,
    })
    .execute();
}

function describe({ via, userAgent }: UnsubscribeEvidence): Record<string, unknown> {
  return userAgent === undefined ? { via } : { via, userAgent };
}
