import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { type Category, categories, type FeedbackKind } from '../bounce-report.ts';
import { isOurFault } from '../policy/suppression-policy.ts';

/** How many subscribers of one provider a send brought one answer from. */
export interface FeedbackCount {
  readonly provider: string;
  readonly category: Category;
  readonly kind: FeedbackKind;
  readonly people: number;
  readonly suppressed: number;
  readonly quarantined: number;
  /** The enhanced status that was given most often; null where none was. */
  readonly status: string | null;
  /** What was said most often, in the reporter's words. */
  readonly said: string;
}

/** What came back of one send. */
export interface FeedbackStats {
  readonly send: number;
  readonly issueKey: string;
  readonly startedAt: Date;
  readonly accepted: number;
  /**
   * Of the accepted, those who bounced afterwards: the relay had taken the message and could not deliver it. Whom a fault
   * of the sender kept from it is not among them.
   */
  readonly bouncedLater: number;
  readonly complained: number;
  /** The most frequent first. A person counts once in each line, however many reports came. */
  readonly counts: readonly FeedbackCount[];
}

/** Of every real send of an issue, the newest first. What only says that a relay still tries is left out. */
export async function readFeedbackStats(database: Database, issueKey: string): Promise<FeedbackStats[]> {
  const { rows } = await sql<Omit<FeedbackStats, 'counts'>>`
    select s.id as send, s.issue_key as "issueKey", s.created_at as "startedAt",
      (select count(*)::int from delivery where send_id = s.id and state = 'accepted') as accepted,
      (select count(distinct e.subscriber_id)::int from feedback_event e
        where e.send_id = s.id and e.kind in ('hard', 'soft') and ${counted} and e.via <> 'relay'
          and e.category <> all (${ofOurs}::text[])) as "bouncedLater",
      (select count(distinct e.subscriber_id)::int from feedback_event e
        where e.send_id = s.id and e.kind = 'complaint' and ${counted}) as complained
    from send s where s.issue_key = ${issueKey} and not s.rehearsal order by s.id desc`.execute(
    database.tables,
  );
  return Promise.all(
    rows.map(async (stats) => ({ ...stats, counts: await readCounts(database, stats.send) })),
  );
}

const ofOurs = (Object.keys(categories) as Category[]).filter(isOurFault);
const counted = sql`e.category is not null and e.disposition <> 'unmatched' and e.action is distinct from 'delayed'`;

async function readCounts(database: Database, send: number): Promise<FeedbackCount[]> {
  const { rows } = await sql<FeedbackCount>`
    select e.provider, e.category, e.kind, count(distinct e.subscriber_id)::int as people,
      count(distinct e.subscriber_id) filter (where e.disposition in ('suppressed', 'confirmed'))::int as suppressed,
      count(distinct e.subscriber_id) filter (where e.disposition = 'quarantined')::int as quarantined,
      mode() within group (order by e.status) as status,
      coalesce(mode() within group (order by e.reply), '') as said
    from feedback_event e
    where e.send_id = ${send} and ${counted}
    group by e.provider, e.category, e.kind
    order by count(distinct e.subscriber_id) desc, e.provider, e.category`.execute(database.tables);
  return rows;
}
