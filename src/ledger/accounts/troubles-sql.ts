import { sql } from 'kysely';
import type { DeliveryState } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import type { SmtpReply } from '../../mail/smtp-reply.ts';
import { type ReplyColumns, replyOf, replyText } from '../reply-sql.ts';

/** Deliveries that ended with the same reply code and enhanced status. */
export interface ReplyGroup {
  readonly code: number | null;
  readonly enhancedStatus: string | null;
  readonly deliveries: number;
  /** What the relay said most often among them; where it said nothing, why they ended so, for people. */
  readonly said: string;
}

export interface UnhappyDelivery {
  readonly address: string;
  readonly state: DeliveryState;
  /** What the relay last said; null where it said nothing. */
  readonly reply: SmtpReply | null;
  /** For people, in a sentence. */
  readonly detail: string | null;
}

/** What went wrong in a send. */
export interface Troubles {
  /** What the failed were told, the most frequent first. */
  readonly failed: readonly ReplyGroup[];
  /** What the deferred were told, likewise. */
  readonly deferred: readonly ReplyGroup[];
  /** The first of those that an editor may want to look at, with what the relay said. */
  readonly unhappy: readonly UnhappyDelivery[];
}

interface TroublesRow {
  readonly told: readonly (ReplyGroup & { readonly state: DeliveryState })[];
  readonly unhappy: readonly (Omit<UnhappyDelivery, 'reply'> & ReplyColumns)[];
}

/**
 * What went wrong in a send, in one look through its deliveries: no index knows their states, which change too often.
 *
 * @param limit of the single deliveries
 */
export async function readTroubles({ tables }: Database, send: number, limit: number): Promise<Troubles> {
  const { rows } = await sql<TroublesRow>`
    with unhappy as materialized (
      select subscriber_id, state, detail, reply_code, enhanced_status, ${replyText} as said
      from delivery where send_id = ${send} and state in ('failed', 'in_doubt', 'deferred')
    ), told as (
      select state, reply_code, enhanced_status, count(*)::int as deliveries,
        coalesce(mode() within group (order by said), mode() within group (order by detail), '') as said
      from unhappy where state <> 'in_doubt' group by state, reply_code, enhanced_status
    ), first as (
      select * from unhappy order by state, subscriber_id limit ${limit}
    )
    select
      (select coalesce(json_agg(json_build_object('state', state, 'code', reply_code, 'enhancedStatus', enhanced_status,
          'deliveries', deliveries, 'said', said) order by deliveries desc, reply_code, enhanced_status), '[]')
        from told) as told,
      (select coalesce(json_agg(json_build_object('address', p.address, 'state', f.state, 'detail', f.detail,
          'replyCode', f.reply_code, 'replyStatus', f.enhanced_status, 'replyText', f.said)
          order by f.state, f.subscriber_id), '[]')
        from first f join subscriber p on p.id = f.subscriber_id) as unhappy`.execute(tables);
  const { told = [], unhappy = [] } = rows[0] ?? {};
  const toldTo = (wanted: DeliveryState) =>
    told.filter(({ state }) => state === wanted).map(({ state: _, ...group }) => group);
  return {
    failed: toldTo('failed'),
    deferred: toldTo('deferred'),
    unhappy: unhappy.map((row) => ({
      address: row.address,
      state: row.state,
      detail: row.detail,
      reply: replyOf(row),
    })),
  };
}
