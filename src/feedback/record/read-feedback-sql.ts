import { type Selectable, sql } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Disposition } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';

/** One entry of the log, as a person reads it. */
export interface FeedbackEntry {
  readonly id: number;
  readonly at: Date;
  /** A FeedbackKind, or what a person did. */
  readonly kind: string;
  readonly category: string | null;
  readonly disposition: Disposition | null;
  readonly via: string | null;
  readonly issue: string | null;
  /** The subscriber's; null where it belongs to nobody. */
  readonly address: string | null;
  /** Whom the report names. */
  readonly recipient: string | null;
  readonly provider: string | null;
  readonly status: string | null;
  readonly reply: string | null;
  readonly why: string | null;
}

export interface FeedbackFilter {
  readonly issueKey?: string | undefined;
  readonly isQuarantined?: boolean | undefined;
  readonly subscriberId?: number | undefined;
  readonly limit: number;
}

/** The log, the newest first. */
export async function readFeedback(database: Database, filter: FeedbackFilter): Promise<FeedbackEntry[]> {
  const { issueKey, isQuarantined, subscriberId, limit } = filter;
  return database.tables
    .selectFrom('feedback_event as e')
    .leftJoin('send as s', 's.id', 'e.send_id')
    .leftJoin('subscriber as p', 'p.id', 'e.subscriber_id')
    .select(['e.id', 'e.at', 'e.kind', 'e.category', 'e.disposition', 'e.via', 's.issue_key as issue'])
    .select(['p.address', 'e.recipient', 'e.provider', 'e.status', 'e.reply', 'e.why'])
    .$if(issueKey !== undefined, (query) => query.where('s.issue_key', '=', issueKey ?? ''))
    .$if(isQuarantined === true, (query) => query.where('e.disposition', '=', 'quarantined'))
    .$if(subscriberId !== undefined, (query) => query.where('e.subscriber_id', '=', subscriberId ?? 0))
    .orderBy('e.id', 'desc')
    .limit(limit)
    .execute();
}

/** A subscriber as the log knows them. */
export interface FeedbackPerson {
  readonly address: string;
  readonly suppression: Pick<Selectable<Tables['suppression']>, 'reason' | 'since' | 'evidence'> | null;
  readonly isQuarantined: boolean;
}

export async function readPerson(database: Database, subscriberId: number): Promise<FeedbackPerson> {
  const { rows } = await sql<{
    address: string;
    reason: SuppressionReason | null;
    since: Date | null;
    evidence: Record<string, unknown> | null;
    isQuarantined: boolean;
  }>`
    select p.address, x.reason, x.since, x.evidence, exists (
      select from feedback_event e where e.subscriber_id = p.id and e.disposition = 'quarantined'
    ) as "isQuarantined"
    from subscriber p left join suppression x on x.address_key = p.address_key
    where p.id = ${subscriberId}`.execute(database.tables);
  const [row] = rows;
  if (!row) throw new Error(`There is no subscriber ${subscriberId}.`);
  const { address, reason, since, evidence, isQuarantined } = row;
  const suppression = reason && since ? { reason, since, evidence: evidence ?? {} } : null;
  return { address, suppression, isQuarantined };
}
