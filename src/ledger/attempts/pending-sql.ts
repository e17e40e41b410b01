import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { DeliveryId, Scope } from '../delivery.ts';

/** A delivery to be made, and which attempt that will be. */
export interface PendingDelivery extends DeliveryId {
  readonly attempt: number;
}

/**
 * Walks the pending deliveries in order, a page a call, and begins again at the first after the last: what was lost
 * on the way to a worker comes round again.
 */
export function pendingDeliveries(
  database: Database,
  scope: Scope,
): (limit: number) => Promise<PendingDelivery[]> {
  let after: DeliveryId = { send: 0, subscriber: 0 };
  return async (limit) => {
    const { rows } = await sql<PendingDelivery>`
      select d.send_id as send, d.subscriber_id as subscriber, d.attempt + 1 as attempt
      from delivery d join send s on s.id = d.send_id
      where not d.settled and d.state = 'pending' and s.state = 'running' and s.rehearsal = ${scope.rehearsal}
        and (${scope.send ?? null}::int is null or s.id = ${scope.send ?? null}::int)
        and (d.send_id, d.subscriber_id) > (${after.send}::int, ${after.subscriber}::bigint)
      order by d.send_id, d.subscriber_id
      limit ${limit}`.execute(database.tables);
    after = rows.length < limit ? { send: 0, subscriber: 0 } : (rows.at(-1) ?? after);
    return rows;
  };
}
