import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { prepare } from '../../database/prepared-sql.ts';
import { type DeliveryId, deliveryKey } from '../delivery.ts';

/**
 * Takes back deliveries that this worker may have claimed without having heard of it, the reply having been lost with its
 * connection. Only for those that it does not have in flight; where there was no claim, nothing happens. The attempt
 * counts, as of all that was lost: the job of the next has a name of its own, whatever became of this one's.
 */
export function unclaimDeliveries(database: Database, workerId: string) {
  const unclaim = prepare(database, unclaimStatement);
  return groupCommit<DeliveryId, void>({
    keyOf: deliveryKey,
    isShared: true,
    run: async (batch) => {
      const sends = batch.map(({ send }) => send);
      const subscribers = batch.map(({ subscriber }) => subscriber);
      await unclaim([sends, subscribers, workerId]);
      return batch.map(() => undefined);
    },
  });
}

const unclaimStatement = `
  update delivery d
  set state = 'pending', updated_at = now()
  from unnest($1::int[], $2::bigint[]) as w(send_id, subscriber_id)
  where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and d.state = 'sending' and d.worker_id = $3`;
