import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { prepare } from '../../database/prepared-sql.ts';
import { isOnList } from '../audience/send-lists-sql.ts';
import { type ClaimedDelivery, type DeliveryId, deliveryKey } from '../delivery.ts';
import { unreachedReasons } from '../notices/notice-kinds.ts';

/**
 * The second compare-and-set, between the last byte of the body and the final dot: from here on a crash leaves the
 * delivery in doubt. False where the claim no longer holds (the lease ran out, somebody claimed it anew, the send was
 * cancelled, the reader unsubscribed or left its lists meanwhile): then the dot must not be sent.
 */
export function commitDeliveries(database: Database, workerId: string) {
  const commit = prepare<DeliveryId>(database, commitStatement);
  return groupCommit<Pick<ClaimedDelivery, 'id' | 'fence'>, boolean>({
    keyOf: ({ id }) => deliveryKey(id),
    run: async (batch) => {
      const sends = batch.map(({ id }) => id.send);
      const subscribers = batch.map(({ id }) => id.subscriber);
      const fences = batch.map(({ fence }) => fence);
      const committed = new Set((await commit([sends, subscribers, fences, workerId])).map(deliveryKey));
      return batch.map(({ id }) => committed.has(deliveryKey(id)));
    },
  });
}

const commitStatement = `
  update delivery d
  set state = 'committing', updated_at = now()
  from unnest($1::int[], $2::bigint[], $3::int[]) as w(send_id, subscriber_id, fence)
  join send s on s.id = w.send_id and s.state in ('running', 'paused', 'notice')
  join subscriber p on p.id = w.subscriber_id
  where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id
    and d.state = 'sending' and d.fence = w.fence and d.worker_id = $4
    and not exists (
      select from suppression x
      where x.address_key = p.address_key and (not d.is_notice or x.reason in (${unreachedReasons})))
    and (d.is_notice or ${isOnList('w.send_id', 'w.subscriber_id')})
    and exists (select from worker where id = $4 and alive_until > clock_timestamp())
  returning d.send_id as send, d.subscriber_id as subscriber`;
