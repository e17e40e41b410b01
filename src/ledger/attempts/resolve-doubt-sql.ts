import type { Transaction } from 'kysely';
import { storableText } from '../../database/storable-text.ts';
import type { Tables } from '../../database/tables.ts';
import type { DeliveryId } from '../delivery.ts';

/**
 * What came back for a delivery proves that the relay had taken it: what was in doubt is accepted, and `detail` says
 * how we know. So is what is committing, since its worker may have been lost and would only put it in doubt; where
 * the worker is alive, its own record of the reply comes too late and changes nothing. `updated_at` stays: from it
 * the age of the message is reckoned.
 *
 * @returns whether there was a doubt
 */
export async function resolveDoubt(
  tables: Transaction<Tables>,
  { send, subscriber }: DeliveryId,
  detail: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tables
    .updateTable('delivery')
    .set({
      state: 'accepted',
      // What stands there was said to an earlier attempt.
      reply_code: null,
      enhanced_status: null,
      reply_text: null,
      detail: storableText(detail, 1_000),
    })
    .where('send_id', '=', send)
    .where('subscriber_id', '=', subscriber)
    .where('state', 'in', ['committing', 'in_doubt'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
