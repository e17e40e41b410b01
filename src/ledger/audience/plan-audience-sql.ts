import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { cancelled, notRecorded, offList, type SkipReason } from '../skip-reason.ts';
import { isOnList, isOnOneOf } from './send-lists-sql.ts';

/** What a person asks of a send; null where it is not begun. */
export interface PlannedSend {
  readonly send: number | null;
  readonly includeNew: boolean;
  readonly resendInDoubt: boolean;
  /** Whether those are sent to who were left over when the send was cancelled. */
  readonly reopens?: boolean;
  /** The issue, where it goes to those as well who have it by another send. */
  readonly again?: string | null;
  /** Where it is not begun, the lists it goes to; where it is, those it is extended by. Left out: every list, none. */
  readonly lists?: readonly string[];
}

/** Why somebody of an audience gets nothing from a send now, though they have nothing of it yet. */
export type PassedOver = SkipReason | typeof notRecorded | 'failed' | 'in doubt' | 'refused';

/** An audience in numbers: `audience` is `wouldSend`, `alreadySent` and those in `skipped`. */
export interface PlanCount {
  readonly audience: number;
  readonly wouldSend: number;
  readonly alreadySent: number;
  /** Only the reasons there are. */
  readonly skipped: Readonly<Partial<Record<PassedOver, number>>>;
  /** Of `wouldSend`, who was not in the audience before. */
  readonly added: number;
  /** Of `wouldSend`, of whom only the relay knows whether they have it. */
  readonly doubted: number;
  /** Of `wouldSend`, who has an earlier version of it, or may have. */
  readonly again: number;
}

/** Somebody of an audience, and what the send does about them. */
export type PlannedReader = { readonly address: string } & (
  | { readonly does: 'send' | 'sent' }
  | { readonly does: 'skip'; readonly reason: PassedOver; readonly since: Date | null }
);

const pageSize = 1_000;

/**
 * Counts what a send would do now, from the lists and the ledger: who is on a list as a claim would find them, and what
 * became of those who are in the send already.
 */
export async function countPlan(
  { tables }: Pick<Database, 'tables'>,
  planned: PlannedSend,
): Promise<PlanCount> {
  const { rows } = await sql<{
    does: string;
    reason: PassedOver;
    people: number;
    added: number;
    doubted: number;
  }>`
    select does, case does when 'skip' then reason end as reason, count(*) as people,
      count(*) filter (where state is null) as added, count(*) filter (where state = 'in_doubt') as doubted
    from (${judged(planned, sql`subscriber`, sql``)}) j
    where does is not null
    group by 1, 2 order by 1, 2`.execute(tables);
  const sum = (does: string) =>
    rows.filter((row) => row.does === does).reduce((all, row) => all + row.people, 0);
  const sending = rows.find(({ does }) => does === 'send');
  return {
    audience: rows.reduce((all, { people }) => all + people, 0),
    wouldSend: sum('send'),
    alreadySent: sum('sent'),
    skipped: Object.fromEntries(
      rows.filter(({ does }) => does === 'skip').map(({ reason, people }) => [reason, people]),
    ),
    added: sending?.added ?? 0,
    doubted: sending?.doubted ?? 0,
    again: planned.again ? await countAgain(tables, planned.again, planned) : 0,
  };
}

/**
 * Everybody whom {@link countPlan} counts, each once, in the order in which they became known. Read in pages, so that
 * memory stays flat and the database is free for others in between.
 */
export async function* readPlan(
  { tables }: Pick<Database, 'tables'>,
  planned: PlannedSend,
): AsyncGenerator<PlannedReader> {
  for (let after = 0; ; ) {
    const page = sql`(select * from subscriber where id > ${after} order by id limit ${pageSize})`;
    const { rows } = await sql<JudgedRow>`
      select id, address, does, reason, since from (${judged(planned, page, sql`limit 1`)}) j order by id`.execute(
      tables,
    );
    for (const row of rows) if (row.does !== null) yield toReader(row);
    const last = rows.at(-1);
    if (rows.length < pageSize || !last) return;
    after = last.id;
  }
}

/** Who may be mailed, and has an issue by a send of it that was no rehearsal. */
async function countAgain(tables: Kysely<Tables>, issueKey: string, planned: PlannedSend): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(*)::int as people from subscriber p
    where ${sql.raw(isListed(planned, 'p.id'))}
      and not exists (select from suppression x where x.address_key = p.address_key)
      and exists (
        select from send s join delivery d on d.send_id = s.id and d.subscriber_id = p.id
        where s.issue_key = ${issueKey} and not s.rehearsal and d.state in ('committing', 'accepted', 'in_doubt'))`.execute(
    tables,
  );
  return rows[0]?.people ?? 0;
}

/** SQL text: whether a subscriber is on a list of the send, as it will be. */
function isListed({ send, lists = [] }: PlannedSend, subscriber: string): string {
  if (send === null)
    return lists.length > 0 ? isOnOneOf(lists, subscriber) : isOnList('null::int', subscriber);
  const own = isOnList(String(send), subscriber);
  return lists.length > 0 ? `(${own} or ${isOnOneOf(lists, subscriber)})` : own;
}

interface JudgedRow {
  readonly id: number;
  readonly address: string;
  readonly does: 'send' | 'sent' | 'skip' | null;
  readonly reason: PassedOver;
  readonly since: Date | null;
}

function toReader({ address, does, reason, since }: JudgedRow): PlannedReader {
  return does === 'send' || does === 'sent' ? { address, does } : { address, does: 'skip', reason, since };
}

/**
 * Of these people what the send does about each, `does` being null for who is not in its audience.
 *
 * @param each `limit 1` where they are few, so that each is looked up by itself: left to choose, the planner may read
 *   whole tables anew for every page
 */
function judged(
  planned: PlannedSend,
  people: RawBuilder<unknown>,
  each: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { send, includeNew, resendInDoubt, reopens = false, lists = [] } = planned;
  const id = send === null ? 'null::int' : String(send);
  const isExtended = send !== null && lists.length > 0;
  const mayAdd =
    send !== null && !includeNew && isExtended ? sql`is_new` : sql.lit(send === null || includeNew);
  const isNew = sql.raw(isExtended ? isOnOneOf(lists, 's.id') : 'false');
  return sql`
    select id, address, state, since,
      case
        when state is null then case when ${mayAdd} and is_listed then
          case when suppressed is null then 'send' else 'skip' end end
        when state in ('accepted', 'committing') then 'sent'
        when state = 'failed' then 'skip'
        when state = 'in_doubt' and not ${sql.lit(resendInDoubt)} then 'skip'
        when state = 'skipped' and not (
          (${sql.lit(includeNew || isExtended)} and skip_reason = ${sql.lit(offList)})
          or (${sql.lit(reopens)} and skip_reason = ${sql.lit(cancelled)})
        ) then 'skip'
        when suppressed is null and is_listed then 'send'
        else 'skip'
      end as does,
      case
        when state = 'failed' then 'failed'
        when state = 'in_doubt' then 'in doubt'
        when state = 'skipped' then coalesce(skip_reason, ${sql.lit(notRecorded)})
        else coalesce(suppressed, ${sql.lit(offList)})
      end as reason
    from (
      select s.id, s.address, d.state, d.skip_reason, x.reason as suppressed, x.since,
        ${sql.raw(isListed(planned, 's.id'))} as is_listed, ${isNew} as is_new
      from ${people} s
      left join lateral (
        select state, skip_reason from delivery where send_id = ${sql.raw(id)} and subscriber_id = s.id ${each}
      ) d on true
      left join lateral (
        select reason, since from suppression where address_key = s.address_key ${each}
      ) x on true
    ) found`;
}
