import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import type { DsnAction } from '../../mail/reports/dsn.ts';
import type { Category, FeedbackKind } from '../bounce-report.ts';
import { arrivals, type FeedbackHistory, weigh } from '../policy/suppression-policy.ts';
import { saidBy } from './feedback-event.ts';

interface ReportRow {
  kind: FeedbackKind;
  category: Category;
  action: DsnAction | null;
  status: string | null;
  reply: string | null;
  via: string;
  send_id: number;
  at: Date;
}

/** More than any policy looks back on; who gets so many is suppressed, or somebody plays with us. */
const maxReports = 500;
/** Longer than the quiet time after which every count begins anew. */
const lookBackDays = 400;

/** What came back from a subscriber before, as the policy asks for it. */
export async function readHistory(
  tables: Transaction<Tables>,
  subscriberId: number,
  now: Date,
): Promise<FeedbackHistory> {
  const rows = (await readReports(tables, subscriberId, now)).filter(({ action }) => action !== 'delayed');
  const failures = rows.map((row) => ({
    // Whether it was certain makes no difference to a count.
    weight: weigh(
      saidBy({ via: row.via, result: { ...row, recipient: null, why: row.reply ?? '' }, isCertain: true }),
    ),
    send: row.send_id,
    at: row.at,
  }));
  const reports = rows.map(({ category, send_id: send, at }) => ({ category, send, at }));
  return { failures, arrivals: arrivals(reports, await readAccepted(tables, subscriberId, now), now) };
}

/** Those that a person took back count no more, nor do those before. */
async function readReports(
  tables: Transaction<Tables>,
  subscriberId: number,
  now: Date,
): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select kind, category, action, status, reply, via, send_id, at from feedback_event
    where subscriber_id = ${subscriberId} and category is not null and send_id is not null
      and disposition not in ('unmatched', 'undone', 'released')
      and id > coalesce((select max(id) from feedback_event where subscriber_id = ${subscriberId} and kind = 'undo'), 0)
      and at > ${now}::timestamptz - make_interval(days => ${lookBackDays})
    order by id desc limit ${maxReports}`.execute(tables);
  return rows;
}

/** By send, which are few and lead to their deliveries by the primary key. */
async function readAccepted(
  tables: Transaction<Tables>,
  subscriberId: number,
  now: Date,
): Promise<{ send: number; at: Date }[]> {
  const { rows } = await sql<{ send: number; at: Date }>`
    select d.send_id as send, d.updated_at as at
    from send s join delivery d on d.send_id = s.id and d.subscriber_id = ${subscriberId}
    where not s.rehearsal and d.state = 'accepted'
      and s.created_at > ${now}::timestamptz - make_interval(days => ${lookBackDays})`.execute(tables);
  return rows;
}
