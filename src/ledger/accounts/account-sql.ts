import { type Selectable, sql } from 'kysely';
import type { DeliveryState, PausedBy, SendState } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import type { Account } from '../delivery.ts';
import { notRecorded } from '../skip-reason.ts';

/** Counts where every delivery of a send stands. */
export async function readAccount(database: Database, send: number): Promise<Account> {
  const rows = await database.tables
    .selectFrom('delivery')
    .select(['state', 'skip_reason', sql<number>`count(*)::int`.as('deliveries')])
    .where('send_id', '=', send)
    .groupBy(['state', 'skip_reason'])
    .orderBy('skip_reason')
    .execute();
  return accountOf(rows);
}

/** How many deliveries of a send there are in one state, skipped for one reason. */
export interface StateCount {
  readonly state: DeliveryState;
  readonly skip_reason: string | null;
  readonly deliveries: number;
}

/** @param rows one for each state and reason that there is */
export function accountOf(rows: readonly StateCount[]): Account {
  const count = (...states: DeliveryState[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, { deliveries }) => sum + deliveries, 0);
  return {
    audience: rows.reduce((sum, { deliveries }) => sum + deliveries, 0),
    held: count('held'),
    pending: count('pending'),
    sending: count('sending', 'committing'),
    accepted: count('accepted'),
    deferred: count('deferred'),
    failed: count('failed'),
    skipped: count('skipped'),
    inDoubt: count('in_doubt'),
    skippedFor: skippedFor(rows.filter(({ state }) => state === 'skipped')),
  };
}

function skippedFor(rows: readonly StateCount[]): Account['skippedFor'] {
  return Object.fromEntries(rows.map((row) => [row.skip_reason ?? notRecorded, row.deliveries]));
}

export interface SendStatus {
  readonly send: number;
  readonly issueKey: string;
  readonly digest: string;
  /** The digest of what the author wrote; null where the send is from before it was kept. */
  readonly source: string | null;
  /** When those who were left were given a new version; null where that never was. */
  readonly correctedAt: Date | null;
  readonly rehearsal: boolean;
  readonly state: SendState;
  readonly pausedBy: PausedBy | null;
  readonly pauseReason: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Null where nobody was held back, or everybody has been let go. */
  readonly canary: CanaryWatch | null;
  readonly retries: Retries | null;
  readonly account: Account;
}

/** The first few of a send, for which the others wait. */
export interface CanaryWatch {
  readonly size: number;
  readonly watchMinutes: number;
  /** When the watch will be over; null while they are still on their way. */
  readonly until: Date | null;
}

/** When the deferred are tried again: the first of them and the last. */
export interface Retries {
  readonly first: Date;
  readonly last: Date;
}

/** Every send of an issue, the newest first. */
export async function readSends(database: Database, issueKey: string): Promise<SendStatus[]> {
  const sends = await database.tables
    .selectFrom('send')
    .selectAll()
    .where('issue_key', '=', issueKey)
    .orderBy('id', 'desc')
    .execute();
  return Promise.all(
    sends.map(async (send) => ({
      send: send.id,
      issueKey: send.issue_key,
      digest: send.digest,
      source: send.source_digest,
      correctedAt: send.corrected_at,
      rehearsal: send.rehearsal,
      state: send.state,
      pausedBy: send.paused_by,
      pauseReason: send.pause_reason,
      createdAt: send.created_at,
      finishedAt: send.finished_at,
      canary: canaryWatch(send),
      retries: await readRetries(database, send.id),
      account: await readAccount(database, send.id),
    })),
  );
}

/** What a send with a canary waits for; null where it waits for nothing. */
export async function readCanary(database: Database, send: number): Promise<CanaryWatch | null> {
  return canaryWatch(
    await database.tables.selectFrom('send').selectAll().where('id', '=', send).executeTakeFirstOrThrow(),
  );
}

function canaryWatch(send: Selectable<Tables['send']>): CanaryWatch | null {
  const { canary_size: size, canary_watch_minutes: watchMinutes, canary_settled_at: settledAt } = send;
  if (size === null || send.canary_released_at !== null) return null;
  const minutes = watchMinutes ?? 0;
  const until = settledAt && new Date(settledAt.getTime() + minutes * 60_000);
  return { size, watchMinutes: minutes, until };
}

async function readRetries(database: Database, send: number): Promise<Retries | null> {
  const { first, last } = await database.tables
    .selectFrom('delivery')
    .select(({ fn }) => [fn.min('next_attempt_at').as('first'), fn.max('next_attempt_at').as('last')])
    .where('send_id', '=', send)
    // Has an index, and so costs nothing where nobody is deferred.
    .where('settled', '=', false)
    .where('state', '=', 'deferred')
    .executeTakeFirstOrThrow();
  return first && last && { first, last };
}

/**
 * Whether anything of a send is left that does not wait for longer than this, by the clock of the database. In one
 * statement: what was deferred in an account that was read before may be pending since, and would be seen by neither.
 */
export async function isWorkDue(database: Database, send: number, withinMs: number): Promise<boolean> {
  const due = await database.tables
    .selectFrom('delivery')
    .select('subscriber_id')
    .where('send_id', '=', send)
    .where('settled', '=', false)
    .where(({ eb, or }) =>
      or([
        eb('state', '<>', 'deferred'),
        eb('next_attempt_at', '<', sql<Date>`clock_timestamp() + make_interval(secs => ${withinMs / 1000})`),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}
