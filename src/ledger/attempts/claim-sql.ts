import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { prepare } from '../../database/prepared-sql.ts';
import type { EmailAddress } from '../../mail/address.ts';
import { isOnList } from '../audience/send-lists-sql.ts';
import { type ClaimedDelivery, type DeliveryId, deliveryKey, type Scope } from '../delivery.ts';
import { isSerial, type KeyIds, sendName } from '../delivery-names.ts';
import { unreachedReasons } from '../notices/notice-kinds.ts';
import { offList } from '../skip-reason.ts';
import { isMailDomainStale, joinMailDomain } from './mail-domains-sql.ts';

interface ClaimedRow {
  send_id: number;
  subscriber_id: number;
  attempt: number;
  fence: number;
  digest: string;
  address: string;
  name: string;
  fields: Record<string, string>;
  nonce: string | null;
  link_hash: string | null;
  words: string | null;
  hosted_by: string | null;
  is_host_unknown: boolean;
  refused_before: string | null;
  send_name: string | null;
  subscriber_name: string;
  signing_key: number | null;
}

/**
 * Claims a pending delivery for a worker, or gives null: somebody else has it, it is over, its send does not run, its
 * recipient is suppressed or on none of its lists (which makes it skipped), or this worker's own lease ran out. A notice
 * asks for no list, and is stopped by a suppression only where that is no wish of the reader's.
 *
 * @param keys those of this worker: the delivery is signed with the one that signed it before, if that is at hand. A
 *   worker that notes none is one from before 0005-signed-names.
 */
export function claimDeliveries(
  database: Database,
  workerId: string,
  scope: Scope,
  keys: KeyIds | null = null,
) {
  const claim = prepare<ClaimedRow>(database, claimStatement);
  return groupCommit<DeliveryId, ClaimedDelivery | null>({
    keyOf: deliveryKey,
    run: async (batch) => {
      const sends = batch.map(({ send }) => send);
      const subscribers = batch.map(({ subscriber }) => subscriber);
      const rows = await claim([
        sends,
        subscribers,
        workerId,
        scope.rehearsal,
        scope.send ?? null,
        keys?.signing ?? null,
        keys?.atHand ?? null,
      ]);
      const byKey = new Map(rows.map(toClaimed).map((claimed) => [deliveryKey(claimed.id), claimed]));
      return batch.map((id) => byKey.get(deliveryKey(id)) ?? null);
    },
  });
}

// skip locked: a row that another worker is claiming in this instant is that worker's; waiting could only deadlock.
const claimStatement = `
  with wanted as materialized (
    select d.send_id, d.subscriber_id, s.digest, p.address, p.name, p.fields, n.nonce, n.link_hash, n.words,
      k.provider as hosted_by, ${isMailDomainStale} as is_host_unknown,
      p.public_id as subscriber_name, ${sendName} as send_name,
      case when s.public_id is not null and ${isSerial} then null
        when d.signing_key = any ($7::int[]) then d.signing_key else $6::int end as signing_key,
      case when d.is_notice then case when x.reason in (${unreachedReasons}) then x.reason end
        when x.reason is not null then x.reason
        when not ${isOnList('d.send_id', 'd.subscriber_id')} then '${offList}' end as skip_reason,
      x.since
    from unnest($1::int[], $2::bigint[]) as w(send_id, subscriber_id)
    join delivery d on d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and d.state = 'pending'
    join send s on s.id = d.send_id and s.rehearsal = $4
      and (s.state = 'notice' or s.state = 'running' and ($5::int is null or s.id = $5::int))
    join subscriber p on p.id = d.subscriber_id
    ${joinMailDomain}
    left join notice n on n.send_id = d.send_id and d.is_notice
    left join suppression x on x.address_key = p.address_key
    where exists (select from worker where id = $3 and alive_until > clock_timestamp())
    for update of d skip locked
  ), skipped as (
    update delivery d
    set state = 'skipped', updated_at = now(), skip_reason = w.skip_reason,
      detail = concat_ws(' since ', w.skip_reason, to_char(w.since at time zone 'utc', 'YYYY-MM-DD'))
    from wanted w
    where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and w.skip_reason is not null
  )
  update delivery d
  set state = 'sending', attempt = d.attempt + 1, fence = d.fence + 1, worker_id = $3, updated_at = now(),
    signing_key = w.signing_key
  from wanted w
  where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and w.skip_reason is null
  returning d.send_id, d.subscriber_id, d.attempt, d.fence, w.digest, w.address, w.name, w.fields, w.nonce, w.link_hash, w.words,
    w.hosted_by, w.is_host_unknown,
    d.refusal_key as refused_before, w.send_name, w.subscriber_name, d.signing_key`;

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
    ...(row.nonce === null
      ? {}
      : { notice: { nonce: row.nonce, linkHash: row.link_hash, words: row.words } }),
    hostedBy: row.hosted_by,
    isHostUnknown: row.is_host_unknown,
    refusedBefore: row.refused_before,
    names: { send: row.send_name, subscriber: row.subscriber_name, key: row.signing_key },
  };
}
