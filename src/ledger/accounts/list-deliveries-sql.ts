import { sql } from 'kysely';
import type { DeliveryState } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import type { SmtpReply } from '../../mail/smtp-reply.ts';
import type { DeliveryId } from '../delivery.ts';
import { type DeliveryNames, sendName } from '../delivery-names.ts';
import { type ReplyColumns, replyColumns, replyOf } from '../reply-sql.ts';
import { notRecorded } from '../skip-reason.ts';

/** What became of one person in a send. */
export interface DeliveryReport {
  readonly id: DeliveryId;
  readonly names: DeliveryNames;
  readonly address: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it last changed. */
  readonly at: Date;
  /** What the relay last said, whole; null where it said nothing. */
  readonly reply: SmtpReply | null;
  /** Of what is skipped, why; else null. */
  readonly reason: string | null;
  /** For people, in a sentence. */
  readonly detail: string | null;
}

export interface DeliveryFilter {
  readonly send: number;
  readonly addressKey?: string;
  readonly states?: readonly DeliveryState[];
}

const pageSize = 5_000;

/**
 * The deliveries of a send in pages, by the order in which its people became known, so that a million of them need
 * neither memory nor a long transaction. What changes meanwhile is told as it stands when its page is read.
 */
export async function* listDeliveries(
  database: Database,
  filter: DeliveryFilter,
): AsyncGenerator<readonly DeliveryReport[]> {
  for (let after = 0; ; ) {
    const page = await readPage(database, filter, after);
    if (page.length > 0) yield page.map(toReport);
    const last = page.at(-1);
    if (page.length < pageSize || !last) return;
    after = last.subscriber;
  }
}

interface Row extends Omit<DeliveryReport, 'id' | 'names' | 'reply'>, DeliveryId, ReplyColumns {
  readonly sendName: string | null;
  readonly subscriberName: string;
  readonly signingKey: number | null;
}

async function readPage(
  database: Database,
  { send, addressKey, states }: DeliveryFilter,
  after: number,
): Promise<readonly Row[]> {
  const whose = addressKey === undefined ? sql`` : sql`and p.address_key = ${addressKey}`;
  const which = states === undefined ? sql`` : sql`and d.state = any (${states}::text[])`;
  const { rows } = await sql<Row>`
    select d.send_id as send, d.subscriber_id as subscriber, p.address, d.state, d.attempt as attempts,
      d.updated_at as at, ${replyColumns}, d.detail,
      case when d.state = 'skipped' then coalesce(d.skip_reason, ${notRecorded}) end as reason,
      ${sql.raw(sendName)} as "sendName", p.public_id as "subscriberName",
      d.signing_key as "signingKey"
    from delivery d join send s on s.id = d.send_id join subscriber p on p.id = d.subscriber_id
    where d.send_id = ${send} and d.subscriber_id > ${after} ${whose} ${which}
    order by d.subscriber_id limit ${pageSize}`.execute(database.tables);
  return rows;
}

function toReport(row: Row): DeliveryReport {
  const { send, subscriber, address, state, attempts, at, reason, detail } = row;
  return {
    id: { send, subscriber },
    names: { send: row.sendName, subscriber: row.subscriberName, key: row.signingKey },
    address,
    state,
    attempts,
    at,
    reply: replyOf(row),
    reason,
    detail,
  };
}
