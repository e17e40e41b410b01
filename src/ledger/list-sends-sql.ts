import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { SendState } from '../database/tables.ts';

/** A send in a row of a table. Its counts add up to the audience, but for `unsubscribed`, who are among the accepted. */
export interface SendRow {
  readonly send: number;
  readonly issue: string;
  readonly subject: string;
  readonly rehearsal: boolean;
  readonly state: SendState;
  readonly begun: Date;
  readonly finished: Date | null;
  readonly audience: number;
  readonly accepted: number;
  readonly deferred: number;
  readonly failed: number;
  readonly skipped: number;
  readonly inDoubt: number;
  /** Whoever the send has not got to yet. */
  readonly pending: number;
  /** Who left when this was the newest issue that they had. */
  readonly unsubscribed: number;
}

/** Every send, the newest first. */
export async function listSends(database: Database): Promise<SendRow[]> {
  const { rows } = await sql<SendRow>`
    with counted as (
      select send_id,
        count(*)::int as audience,
        count(*) filter (where state = 'accepted')::int as accepted,
        count(*) filter (where state = 'deferred')::int as deferred,
        count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where state = 'skipped')::int as skipped,
        count(*) filter (where state = 'in_doubt')::int as in_doubt,
        count(*) filter (where state in ('held', 'pending', 'sending', 'committing'))::int as pending
      from delivery group by send_id
    )
    select s.id as send, s.issue_key as issue, (r.content::json ->> 'subject') as subject, s.rehearsal, s.state,
      s.created_at as begun, s.finished_at as finished,
      coalesce(c.audience, 0) as audience, coalesce(c.accepted, 0) as accepted, coalesce(c.deferred, 0) as deferred,
      coalesce(c.failed, 0) as failed, coalesce(c.skipped, 0) as skipped, coalesce(c.in_doubt, 0) as "inDoubt",
      coalesce(c.pending, 0) as pending,
      (select count(distinct e.subscriber_id)::int from feedback_event e
        where e.send_id = s.id and e.kind = 'unsubscribe') as unsubscribed
    from send s join rendered_issue r on r.digest = s.digest left join counted c on c.send_id = s.id
    order by s.id desc`.execute(database.tables);
  return rows;
}
