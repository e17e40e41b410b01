import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { type ReplyColumns, replyColumns, replyOf } from '../../ledger/reply-sql.ts';
import { classifyRecipient } from '../classify/classify-recipient.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { recorder } from './recorder-sql.ts';

interface RefusalRow extends ReplyColumns {
  send: number;
  subscriber: number;
  fence: number;
  address: string;
  refusedAt: Date;
  isRehearsal: boolean;
}

const batchSize = 200;

/**
 * Takes what the relay itself refused for good during a send: the same knowledge as a bounce, and the same policy. It
 * looks for refusals that nobody has taken yet, so one that was recorded just before a kill is found by the next look.
 * Costs next to nothing where there are none. Any process may do it at any time, any number at once.
 */
export async function sweepRefusals(database: Database): Promise<void> {
  const record = recorder(database);
  for (;;) {
    const refusals = await untaken(database);
    for (const refusal of refusals) {
      if (!refusal.isRehearsal) await record(refusalEvent(refusal));
      await markTaken(database, refusal);
    }
    if (refusals.length < batchSize) return;
  }
}

async function untaken(database: Database): Promise<RefusalRow[]> {
  const { rows } = await sql<RefusalRow>`
    select d.send_id as send, d.subscriber_id as subscriber, d.fence, p.address, ${replyColumns},
      d.updated_at as "refusedAt", s.rehearsal as "isRehearsal"
    from delivery d join send s on s.id = d.send_id join subscriber p on p.id = d.subscriber_id
    where d.is_refusal_new and d.state = 'failed'
    order by d.send_id, d.subscriber_id limit ${batchSize}`.execute(database.tables);
  return rows;
}

/** One that was tried again meanwhile stays to be taken: its new refusal has a time of its own. */
async function markTaken(database: Database, { send, subscriber, fence }: RefusalRow): Promise<void> {
  await sql`
    update delivery set is_refusal_new = false
    where send_id = ${send} and subscriber_id = ${subscriber} and fence = ${fence} and state = 'failed'`.execute(
    database.tables,
  );
}

function refusalEvent(refusal: RefusalRow): FeedbackEvent {
  const { send, subscriber, fence, address, refusedAt } = refusal;
  const reply = replyOf(refusal);
  return {
    key: `relay:${send}.${subscriber}.${fence}`,
    via: 'relay',
    delivery: { send, subscriber },
    place: 'event',
    result: classifyRecipient({
      recipient: address,
      action: 'failed',
      status: reply?.enhancedStatus ?? null,
      reply: reply?.text ?? '',
      notice: '',
      isOwnRelay: true,
    }),
    isCertain: true,
    at: refusedAt,
  };
}
