import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ClaimedDelivery, Outcome } from './delivery.ts';
import { groupCommit } from './group-commit.ts';

interface Recording {
  readonly claimed: Pick<ClaimedDelivery, 'id' | 'fence'>;
  readonly outcome: Outcome;
}

/**
 * Records how an attempt ended. False where the fence is not the row's any more. A result may also come for a row
 * that recovery has put in doubt meanwhile: it is the knowledge that was missing.
 */
export function recordOutcomes(database: Database) {
  return groupCommit<Recording, boolean>({
    keyOf: ({ claimed: { id } }) => `${id.send}.${id.subscriber}`,
    run: async (batch) => {
      const recorded = await record(database, batch);
      const ids = new Set(recorded.map((row) => `${row.send_id}.${row.subscriber_id}`));
      return batch.map(({ claimed: { id } }) => ids.has(`${id.send}.${id.subscriber}`));
    },
  });
}

async function record(
  database: Database,
  batch: readonly Recording[],
): Promise<{ send_id: number; subscriber_id: number }[]> {
  const rowsToWrite = batch.map(({ claimed: { id, fence }, outcome }) => ({
    send_id: id.send,
    subscriber_id: id.subscriber,
    fence,
    ...outcomeColumns(outcome),
  }));
  const { rows } = await sql<{ send_id: number; subscriber_id: number }>`
    update delivery d
    set state = w.state, reply_code = w.reply_code, enhanced_status = w.enhanced_status, detail = w.detail,
      next_attempt_at = w.next_attempt_at, updated_at = now(),
      attempt = d.attempt - (w.state = 'pending')::int
    from json_to_recordset(${JSON.stringify(rowsToWrite)}::json) as w(
      send_id int, subscriber_id bigint, fence int, state text, reply_code smallint, enhanced_status text, detail text,
      next_attempt_at timestamptz)
    where d.send_id = w.send_id and d.subscriber_id = w.subscriber_id and d.fence = w.fence
      and d.state in ('sending', 'committing', 'in_doubt')
    returning d.send_id, d.subscriber_id`.execute(database.tables);
  return rows;
}

function outcomeColumns(outcome: Outcome) {
  const reply = 'reply' in outcome ? outcome.reply : null;
  return {
    state: outcome.state,
    reply_code: reply?.code ?? null,
    enhanced_status: reply?.enhancedStatus ?? null,
    // PostgreSQL text cannot hold NUL, and a relay may say anything.
    detail: ('detail' in outcome ? outcome.detail : (reply?.text ?? '')).replaceAll('\0', ''),
    next_attempt_at: 'retryAt' in outcome ? outcome.retryAt.toISOString() : null,
  };
}
