import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { type ClaimedDelivery, type DeliveryId, deliveryKey } from './delivery.ts';
import { groupCommit } from './group-commit.ts';

/**
 * The second compare-and-set, between the last byte of the body and the final dot: from here on a crash leaves the
 * delivery in doubt. False where the claim no longer holds (the lease ran out, somebody claimed it anew, the send was
 * cancelled, the reader unsubscribed meanwhile): then the dot must not be sent.
 */
export function commitDeliveries(database: Database, workerId: string) {
  return groupCommit<Pick<ClaimedDelivery, 'id' | 'fence'>, boolean>({
    keyOf: ({ id }) => deliveryKey(id),
    run: async (batch) => {
      const committed = new Set((await commit(database, workerId, batch)).map(deliveryKey));
      return batch.map(({ id }) => committed.has(deliveryKey(id)));
    },
  });
}

async function commit(
  database: Database,
  workerId: string,
  batch: readonly Pick<ClaimedDelivery, 'id' | 'fence'>[],
): Promise<DeliveryId[]> {
  const { rows } = await sql<DeliveryId>`
    update delivery d
    set state = 'committing', updated_at = now()
    from unnest(
      ${batch.map(({ id }) => id.send)}::int[],
      ${batch.map(({ id }) => id.subscriber)}::bigint[],
      ${batch.map(({ fence }) => fence)}::int[]
    ) as w(send_id, subscriber_id, fence)
    join send s on s.id = w.send_id and s.state in ('running', 'paused')
    join subscriber p on p.id = w.subscriber_id
    where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id
      and d.state = 'sending' and d.fence = w.fence and d.worker_id = ${workerId}
      and not exists (select from suppression x where x.address_key = p.address_key)
      and exists (select from worker where id = ${workerId} and alive_until > clock_timestamp())
    returning d.send_id as send, d.subscriber_id as subscriber`.execute(database.tables);
  return rows;
}
