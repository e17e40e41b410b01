import { sql } from 'kysely';
import type { SendState } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import { notYetSent } from '../delivery.ts';
import { accountOf, type StateCount } from './account-sql.ts';

/** The sends of an issue, the newest first, and no more of each than which it is. */
export async function sendsOfIssue(
  { tables }: Database,
  issueKey: string,
): Promise<{ readonly send: number; readonly rehearsal: boolean }[]> {
  return tables
    .selectFrom('send')
    .select(['id as send', 'rehearsal'])
    .where('issue_key', '=', issueKey)
    .orderBy('id', 'desc')
    .execute();
}

/** A send in a row of a table. Its counts add up to the audience, but for `unsubscribed`, who are among the accepted. */
export interface SendRow {
  readonly send: number;
  readonly issue: string;
  /** Empty where it is not known: a process of the version before stored the rendering, or it is damaged. */
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

/** Every send of an issue, the newest first. In one statement, so that a state and its counts are of one moment. */
export async function listSends(database: Database): Promise<SendRow[]> {
  const { rows } = await sql<Told & { readonly counts: readonly StateCount[] }>`
    with counted as (
      select send_id, json_agg(json_build_object('state', state, 'skip_reason', skip_reason, 'deliveries', deliveries)) as counts
      from (
        select send_id, state, skip_reason, count(*)::int as deliveries from delivery where not is_notice
        group by send_id, state, skip_reason
      ) d
      group by send_id
    )
    select s.id as send, s.issue_key as issue, coalesce(r.subject, '') as subject, s.rehearsal, s.state,
      s.created_at as begun, s.finished_at as finished, coalesce(c.counts, '[]') as counts,
      (select count(distinct e.subscriber_id)::int from feedback_event e
        where e.send_id = s.id and e.kind = 'unsubscribe') as unsubscribed
    from send s join rendered_issue r on r.digest = s.digest left join counted c on c.send_id = s.id
    where s.state <> 'notice'
    order by s.id desc`.execute(database.tables);
  return rows.map(toRow);
}

/** What stands beside the counts. */
type Told = Pick<
  SendRow,
  'send' | 'issue' | 'subject' | 'rehearsal' | 'state' | 'begun' | 'finished' | 'unsubscribed'
>;

function toRow({
  counts,
  unsubscribed,
  ...send
}: Told & { readonly counts: readonly StateCount[] }): SendRow {
  const account = accountOf(counts);
  const { audience, accepted, deferred, failed, skipped, inDoubt } = account;
  const pending = notYetSent(account);
  return { ...send, audience, accepted, deferred, failed, skipped, inDoubt, pending, unsubscribed };
}
