import type { Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { findPeople, lockConsent, recordReturn } from './consent-sql.ts';
import type { ResubscribeEvidence } from './preferences-link.ts';

/**
 * Ends a suppression that was the subscriber's own wish, in one transaction: when it resolves, the next claim finds
 * them again. Twice is the same as once. A bounce, a complaint and what the publisher did by hand stay, and then no
 * consent is recorded either, since it would have no effect. On which lists they are is for the lists to say.
 */
export async function resubscribe(
  database: Database,
  subscriberId: number,
  evidence: ResubscribeEvidence,
): Promise<void> {
  await database.tables.transaction().execute(async (tables) => {
    await lockConsent(tables, subscriberId);
    const person = (await findPeople(tables, [subscriberId])).get(subscriberId);
    if (!person) return;
    if (await endOwnSuppression(tables, person.addressKey))
      await recordReturn(tables, subscriberId, evidence);
  });
}

/** @returns whether there was one */
async function endOwnSuppression(tables: Transaction<Tables>, addressKey: string): Promise<boolean> {
  const { numDeletedRows } = await tables
    .deleteFrom('suppression')
    .where('address_key', '=', addressKey)
    .where('reason', '=', 'unsubscribe')
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
