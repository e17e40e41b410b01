import { sql, type Transaction } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Tables } from '../../database/tables.ts';
import { joinMailDomain } from '../../ledger/attempts/mail-domains-sql.ts';
import { type DeliveryId, deliveryKey } from '../../ledger/delivery.ts';
import { weigh } from '../policy/suppression-policy.ts';
import { countsBefore, type Facts, type Found, isWish } from './decide-report.ts';
import { type FeedbackEvent, saidBy } from './feedback-event.ts';
import { readHistories } from './feedback-history-sql.ts';

/** By {@link deliveryKey}. */
export async function findDeliveries(
  tables: Transaction<Tables>,
  deliveries: readonly DeliveryId[],
): Promise<ReadonlyMap<string, Found>> {
  const { rows } = await sql<Found>`
    select d.send_id as send, d.subscriber_id as subscriber, d.state, d.updated_at as "updatedAt",
      s.rehearsal as "isRehearsal", p.address, p.address_key as "addressKey", k.provider as "hostedBy"
    from json_to_recordset(${JSON.stringify(deliveries)}::json) as w(send int, subscriber bigint)
    join delivery d on d.send_id = w.send and d.subscriber_id = w.subscriber
    join send s on s.id = d.send_id join subscriber p on p.id = d.subscriber_id
    ${sql.raw(joinMailDomain)}`.execute(tables);
  return new Map(
    rows.map((found) => [deliveryKey(found), { ...found, addressKey: found.addressKey.normalize('NFC') }]),
  );
}

/** A report that belongs to a delivery. */
export interface Matched {
  readonly event: FeedbackEvent;
  readonly found: Found;
}

interface FactsRow {
  of: number;
  isOvertaken: boolean;
  standing: SuppressionReason | null;
}

/**
 * What {@link decideReport} asks for but for the burst, of subscribers whose consents are locked, in their order.
 *
 * A person who took a suppression back knows better than what was sent before it; a reader who came back overtakes their
 * own wish of before.
 */
export async function readFacts(
  tables: Transaction<Tables>,
  matched: readonly Matched[],
): Promise<Omit<Facts, 'burst'>[]> {
  const asked = matched.map(({ event, found }, of) => ({
    of,
    subscriber: found.subscriber,
    address_key: found.addressKey,
    is_wish: isWish(event),
    since: isWish(event) ? event.at : found.updatedAt,
  }));
  const { rows } = await sql<FactsRow>`
    select w.of, x.reason as standing, case
      when w.is_wish then exists (
        select from consent c where c.subscriber_id = w.subscriber and c.event = 'resubscribed' and c.at > w.since)
      else exists (
        select from feedback_event e where e.subscriber_id = w.subscriber and e.kind = 'undo' and e.at > w.since)
      end as "isOvertaken"
    from json_to_recordset(${JSON.stringify(asked)}::json) as w(
      of int, subscriber bigint, address_key text, is_wish boolean, since timestamptz)
    left join suppression x on x.address_key = w.address_key`.execute(tables);
  const facts = new Map(rows.map((row) => [row.of, row]));
  const histories = await historiesOf(tables, matched);
  return matched.map((one, of) => ({
    isOvertaken: facts.get(of)?.isOvertaken ?? false,
    standing: facts.get(of)?.standing ?? null,
    history: histories.get(one) ?? { failures: [], arrivals: [] },
  }));
}

async function historiesOf(tables: Transaction<Tables>, matched: readonly Matched[]) {
  const counted = matched.filter(({ event }) => countsBefore(weigh(saidBy(event))));
  const histories = await readHistories(
    tables,
    counted.map(({ event: { at: now }, found: { subscriber } }) => ({ subscriber, now })),
  );
  return new Map(counted.map((one, at) => [one, histories[at]]));
}
