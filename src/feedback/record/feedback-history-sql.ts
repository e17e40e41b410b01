import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import type { DsnAction } from '../../mail/reports/dsn.ts';
import type { Category, FeedbackKind } from '../bounce-report.ts';
import { arrivals, type FeedbackHistory, weigh } from '../policy/suppression-policy.ts';
import { saidBy } from './feedback-event.ts';

interface ReportRow {
  /** Which of those who were asked for. */
  of: number;
  kind: FeedbackKind;
  category: Category;
  action: DsnAction | null;
  status: string | null;
  reply: string | null;
  via: string;
  send_id: number;
  at: Date;
}

interface AcceptedRow {
  of: number;
  send: number;
  at: Date;
}

/** More than any policy looks back on; who gets so many is suppressed, or somebody plays with us. */
const maxReports = 500;
/** Longer than the quiet time after which every count begins anew. */
const lookBackDays = 400;

/** A subscriber who counts what came back before a time. */
export interface Remembering {
  readonly subscriber: number;
  readonly now: Date;
}

/** What came back from subscribers before, as the policy asks for it, in their order. */
export async function readHistories(
  tables: Transaction<Tables>,
  remembering: readonly Remembering[],
): Promise<FeedbackHistory[]> {
  if (remembering.length === 0) return [];
  const asked = JSON.stringify(remembering.map((one, of) => ({ of, ...one })));
  const reports = grouped((await readReports(tables, asked)).filter(({ action }) => action !== 'delayed'));
  const accepted = grouped(await readAccepted(tables, asked));
  return remembering.map(({ now }, of) => historyOf(reports.get(of) ?? [], accepted.get(of) ?? [], now));
}

/** By whom they are about, in their order. */
function grouped<Row extends { readonly of: number }>(rows: readonly Row[]): ReadonlyMap<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.of);
    if (group) group.push(row);
    else groups.set(row.of, [row]);
  }
  return groups;
}

function historyOf(rows: readonly ReportRow[], accepted: readonly AcceptedRow[], now: Date): FeedbackHistory {
  const failures = rows.map((row) => ({
    // Whether it was certain makes no difference to a count.
    weight: weigh(
      saidBy({ via: row.via, result: { ...row, recipient: null, why: row.reply ?? '' }, isCertain: true }),
    ),
    send: row.send_id,
    at: row.at,
  }));
  const reports = rows.map(({ category, send_id: send, at }) => ({ category, send, at }));
  return { failures, arrivals: arrivals(reports, accepted, now) };
}

/** Those that a person took back count no more, nor do those before. */
async function readReports(tables: Transaction<Tables>, asked: string): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select w.of, r.* from json_to_recordset(${asked}::json) as w(of int, subscriber bigint, now timestamptz)
    cross join lateral (
      select kind, category, action, status, reply, via, send_id, at from feedback_event
      where subscriber_id = w.subscriber and category is not null and send_id is not null
        and disposition not in ('unmatched', 'undone', 'released')
        and id > coalesce(
          (select max(id) from feedback_event where subscriber_id = w.subscriber and kind = 'undo'), 0)
        and at > w.now - make_interval(days => ${lookBackDays})
      order by id desc limit ${maxReports}
    ) r`.execute(tables);
  return rows;
}

/** By send, which are few and lead to their deliveries by the primary key. */
async function readAccepted(tables: Transaction<Tables>, asked: string): Promise<AcceptedRow[]> {
  const { rows } = await sql<AcceptedRow>`
    select w.of, d.send_id as send, d.updated_at as at
    from json_to_recordset(${asked}::json) as w(of int, subscriber bigint, now timestamptz)
    join send s on not s.rehearsal and s.created_at > w.now - make_interval(days => ${lookBackDays})
    join delivery d on d.send_id = s.id and d.subscriber_id = w.subscriber and d.state = 'accepted'`.execute(
    tables,
  );
  return rows;
}
