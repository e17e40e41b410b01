import { type Selectable, sql } from 'kysely';
import type { DeliveryState } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { type ReplyColumns, replyColumns, replyOf } from '../../ledger/reply-sql.ts';
import { type FeedbackEntry, type FeedbackPerson, readFeedback, readPerson } from './read-feedback-sql.ts';

/** Everything that is known of one person. */
export interface Reader extends FeedbackPerson {
  readonly lists: readonly {
    readonly list: string;
    readonly state: Selectable<Tables['subscription']>['state'];
  }[];
  /** What they agreed to and took back, the newest first. */
  readonly consent: readonly ReaderConsent[];
  /** What they were sent, the newest first. */
  readonly sends: readonly ReaderSend[];
  /** What came back from them and what people did about it, the newest first. */
  readonly history: readonly FeedbackEntry[];
}

export interface ReaderConsent {
  readonly event: string;
  readonly source: string;
  /** `from`, an address, and `userAgent`, as far as they were seen. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface ReaderSend {
  readonly send: number;
  readonly issue: string;
  readonly state: DeliveryState;
  readonly at: Date;
  /** What the relay last said, whole; null where it said nothing. */
  readonly reply: string | null;
  /** Why they were skipped; null where they were not, or nobody wrote it down. */
  readonly reason: string | null;
}

/** @param limit of what they were sent, and of what came back */
export async function readReader(database: Database, subscriberId: number, limit: number): Promise<Reader> {
  const [person, lists, consent, sends, history] = await Promise.all([
    readPerson(database, subscriberId),
    database.tables
      .selectFrom('subscription')
      .select(['list', 'state'])
      .where('subscriber_id', '=', subscriberId)
      .orderBy('list')
      .execute(),
    database.tables
      .selectFrom('consent')
      .select(['event', 'source', 'evidence', 'at'])
      .where('subscriber_id', '=', subscriberId)
      .orderBy('id', 'desc')
      .execute(),
    readSends(database, subscriberId, limit),
    readFeedback(database, { subscriberId, limit }),
  ]);
  return { ...person, lists, consent, sends, history };
}

async function readSends(database: Database, subscriberId: number, limit: number): Promise<ReaderSend[]> {
  const { rows } = await sql<Omit<ReaderSend, 'reply'> & ReplyColumns>`
    select s.id as send, s.issue_key as issue, d.state, d.updated_at as at, d.skip_reason as reason, ${replyColumns}
    from send s join delivery d on d.send_id = s.id and d.subscriber_id = ${subscriberId}
    where not s.rehearsal and not d.is_notice order by s.id desc limit ${limit}`.execute(database.tables);
  return rows.map(({ send, issue, state, at, reason, ...reply }) => ({
    send,
    issue,
    state,
    at,
    reason,
    reply: replyOf(reply)?.text ?? null,
  }));
}
