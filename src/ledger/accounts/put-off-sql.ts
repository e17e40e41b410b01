import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { replyText } from '../reply-sql.ts';

/** Those of a send who were put off in the same words, and are still to be tried again. */
export interface PutOff {
  readonly deliveries: number;
  /** How many of them wait for no time, but for the relay, or are asking it again just now. */
  readonly pending: number;
  readonly code: number;
  readonly enhancedStatus: string | null;
  /** What the relay said to one of them, whole. */
  readonly said: string;
}

/** With what the relay puts off whom it has not taken yet, the most frequent first: at most `limit`. */
export async function readPutOff(database: Database, send: number, limit: number): Promise<PutOff[]> {
  const { rows } = await sql<PutOff>`
    select count(*)::int as deliveries, (count(*) filter (where state <> 'deferred'))::int as pending,
      reply_code as code, enhanced_status as "enhancedStatus", max(${replyText}) as said
    from delivery
    where send_id = ${send} and not settled and refusal_key is not null
      and reply_code is not null and state in ('pending', 'sending', 'deferred')
    group by refusal_key, reply_code, enhanced_status
    order by count(*) desc, refusal_key
    limit ${limit}`.execute(database.tables);
  return rows;
}
