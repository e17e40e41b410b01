import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { prepare } from '../../database/prepared-sql.ts';
import { storableText } from '../../database/storable-text.ts';
import { type ClaimedDelivery, type DeliveryId, deliveryKey, type Outcome } from '../delivery.ts';

interface Recording {
  readonly claimed: Pick<ClaimedDelivery, 'id' | 'fence'>;
  readonly outcome: Outcome;
}

/**
 * Records how an attempt ended. False where the fence is not the row's any more. A result may also come for a row
 * that recovery has put in doubt meanwhile: it is the knowledge that was missing. Where it leaves something to do, a
 * send that was done goes on.
 */
export function recordOutcomes(database: Database) {
  const record = prepare<DeliveryId>(database, recordStatement);
  return groupCommit<Recording, boolean>({
    keyOf: ({ claimed: { id } }) => deliveryKey(id),
    run: async (batch) => {
      const rows = batch.map(({ claimed: { id, fence }, outcome }) => ({
        send_id: id.send,
        subscriber_id: id.subscriber,
        fence,
        ...outcomeColumns(outcome),
      }));
      const recorded = new Set((await record([JSON.stringify(rows)])).map(deliveryKey));
      return batch.map(({ claimed: { id } }) => recorded.has(deliveryKey(id)));
    },
  });
}

// Who is refused for what the send is paused for has not failed: their transaction was under way when it was paused.
// A notice goes to one person, so nothing can show whether its refusal is about them: it is no feedback.
const recordStatement = `
  with given as materialized (
    select w.*, coalesce(s.state = 'paused' and w.refusal_key = any (s.refusals_held), false) as is_ours
    from json_to_recordset($1::json) as w(
      send_id int, subscriber_id bigint, fence int, state text, reply_code smallint, enhanced_status text, reply_text text,
      detail text, retry_in_ms float8, uncounted boolean, refusal_key text)
    join send s on s.id = w.send_id
  ), recorded as (
    update delivery d
    set state = case when w.is_ours then 'pending' else w.state end,
      reply_code = w.reply_code, enhanced_status = w.enhanced_status, reply_text = w.reply_text, detail = w.detail,
      next_attempt_at = case when not w.is_ours then clock_timestamp() + w.retry_in_ms * interval '1 millisecond' end,
      updated_at = now(),
      refusal_key = case when w.uncounted and w.reply_code is null then d.refusal_key else w.refusal_key end,
      is_refusal_open = w.state = 'failed' and w.refusal_key is not null and not w.is_ours and not d.is_notice,
      is_refusal_new = w.state = 'failed' and w.reply_code is not null and w.refusal_key is null and not d.is_notice,
      attempt = d.attempt - (w.uncounted or w.is_ours)::int
    from given w
    where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and d.fence = w.fence
      and d.state in ('sending', 'committing', 'in_doubt')
    returning d.send_id, d.subscriber_id, d.state
  ), reopened as (
    update send set state = 'running', finished_at = null
    where state = 'done' and id in (select send_id from recorded where state in ('pending', 'deferred'))
  )
  select send_id as send, subscriber_id as subscriber from recorded`;

/** Relays explain themselves at length; beyond this nobody reads on, and no rule of ours either. */
const maxText = 4_000;

function outcomeColumns(outcome: Outcome) {
  const reply = 'reply' in outcome ? outcome.reply : null;
  return {
    state: outcome.state,
    reply_code: reply?.code ?? null,
    enhanced_status: reply?.enhancedStatus ?? null,
    // A relay may say anything, and one text that the database refused would take the whole batch with it.
    reply_text: reply ? storableText(reply.text, maxText) : null,
    detail: 'detail' in outcome ? storableText(outcome.detail, maxText) : null,
    // Workers share one clock, which is the database's: of our own only the distance counts.
    retry_in_ms: 'retryAt' in outcome ? outcome.retryAt.getTime() - Date.now() : null,
    uncounted: outcome.state === 'pending' || 'isUncounted' in outcome,
    refusal_key: ('refusalKey' in outcome && outcome.refusalKey) || null,
  };
}
