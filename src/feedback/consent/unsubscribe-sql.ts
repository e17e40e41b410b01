import type { Transaction } from 'kysely';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { describeEvidence, findPerson, hasLeft, lockConsent, recordConsent } from './consent-sql.ts';
import { followLink } from './follow-link-sql.ts';
import type { SuppressedPerson } from './suppress-sql.ts';
import type { FollowedByReader, UnsubscribeEvidence, UnsubscribeLinks } from './unsubscribe-link.ts';

/** What the unsubscribe links of every issue do. */
export function unsubscribeLinks(database: Database, keys: TokenKeys): UnsubscribeLinks {
  return {
    look: (token) => followLink(database, token, keys, (id) => findReader(database, id)),
    unsubscribe: (token, evidence) =>
      followLink(database, token, keys, (id) => unsubscribe(database, id, evidence)),
  };
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
    await lockConsent(tables, subscriberId);
    const person = await findPerson(tables, subscriberId);
    if (!person) return { kind: 'reader', address: null, hasLeft: true };
    await leave(tables, { id: subscriberId, addressKey: person.address_key }, evidence);
    return { kind: 'reader', address: person.address, hasLeft: true };
  });
}

/** As {@link unsubscribe}, for whoever has this address; null where nobody has. */
export async function unsubscribeAddress(
  database: Database,
  addressKey: string,
  evidence: UnsubscribeEvidence,
): Promise<FollowedByReader | null> {
  const person = await database.tables
    .selectFrom('subscriber')
    .select('id')
    .where('address_key', '=', addressKey)
    .executeTakeFirst();
  return person ? unsubscribe(database, person.id, evidence) : null;
}

/** The same inside a transaction in which the consent of the subscriber is locked. */
export async function leave(
  tables: Transaction<Tables>,
  { id, addressKey }: SuppressedPerson,
  evidence: UnsubscribeEvidence,
): Promise<void> {
  await suppress(tables, addressKey, evidence);
  if (!(await hasLeft(tables, id))) await recordConsent(tables, id, 'unsubscribed', evidence);
}

/** What a link of the subscriber finds. Changes nothing. */
async function findReader(database: Database, subscriberId: number): Promise<FollowedByReader> {
  const person = await findPerson(database.tables, subscriberId);
  if (!person) return { kind: 'reader', address: null, hasLeft: true };
  return { kind: 'reader', address: person.address, hasLeft: await hasLeft(database.tables, subscriberId) };
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
      evidence: describeEvidence(evidence),
    })
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .execute();
}
