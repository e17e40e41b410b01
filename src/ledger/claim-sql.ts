import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { EmailAddress } from '../mail/address.ts';
import { type ClaimedDelivery, type DeliveryId, deliveryKey, type Scope } from './delivery.ts';
import { groupCommit } from './group-commit.ts';

interface ClaimedRow {
  send_id: number;
  subscriber_id: number;
  attempt: number;
  fence: number;
  digest: string;
  address: string;
  name: string;
  fields: Record<string, string>;
}

/**
 * Claims a pending delivery for a worker, or gives null: somebody else has it, it is over, its send does not run, its
 * recipient is suppressed (which makes it skipped), or this worker's own lease ran out.
 */
export function claimDeliveries(database: Database, workerId: string, scope: Scope) {
  return groupCommit<DeliveryId, ClaimedDelivery | null>({
    keyOf: deliveryKey,
    run: async (batch) => {
      const rows = await claim(database, workerId, scope, batch);
      const claimed = rows.map(toClaimed);
      const byKey = new Map(claimed.map((delivery) => [deliveryKey(delivery.id), delivery]));
      return batch.map((id) => byKey.get(deliveryKey(id)) ?? null);
    },
  });
}

async function claim(
  database: Database,
  workerId: string,
  scope: Scope,
  batch: readonly DeliveryId[],
): Promise<ClaimedRow[]> {
  const sends = batch.map(({ send }) => send);
  const subscribers = batch.map(({ subscriber }) => subscriber);
  // skip locked: a row that another worker is claiming in this instant is that worker's; waiting could only deadlock.
  const { rows } = await sql<ClaimedRow>`
    with wanted as materialized (
      select d.send_id, d.subscriber_id, s.digest, p.address, p.name, p.fields, x.reason, x.since
      from unnest(${sends}::int[], ${subscribers}::bigint[]) as w(send_id, subscriber_id)
      join delivery d on d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and d.state = 'pending'
      join send s on s.id = d.send_id and s.state = 'running' and s.rehearsal = ${scope.rehearsal}
        and (${scope.send ?? null}::int is null or s.id = ${scope.send ?? null}::int)
      join subscriber p on p.id = d.subscriber_id
      left join suppression x on x.address_key = p.address_key
      where exists (select from worker where id = ${workerId} and alive_until > clock_timestamp())
      for update of d skip locked
    ), skipped as (
      update delivery d
      set state = 'skipped', detail = ${skipDetail}, updated_at = now()
      from wanted w
      where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and w.reason is not null
    )
    update delivery d
    set state = 'sending', attempt = d.attempt + 1, fence = d.fence + 1, worker_id = ${workerId}, updated_at = now()
    from wanted w
    where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and w.reason is null
    returning d.send_id, d.subscriber_id, d.attempt, d.fence, w.digest, w.address, w.name, w.fields`.execute(
    database.tables,
  );
  return rows;
}

const skipDetail = sql`w.reason || ' since ' || to_char(w.since at time zone 'utc', 'YYYY-MM-DD')`;

function toClaimed(row: ClaimedRow): ClaimedDelivery {
  return {
    id: { send: row.send_id, subscriber: row.subscriber_id },
    fence: row.fence,
    attempt: row.attempt,
    digest: row.digest,
    subscriber: {
      id: row.subscriber_id,
      address: row.address as EmailAddress,
      name: row.name,
      fields: row.fields,
    },
  };
}
