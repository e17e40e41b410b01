import type { Transaction } from 'kysely';
import { AudienceError } from '../../audience/audience-error.ts';
import type { SubscriberList } from '../../audience/subscriber-list.ts';
import { type SyncOptions, type SyncResult, syncLists } from '../../audience/sync-lists-sql.ts';
import { tallyLines } from '../../audience/tally.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { isFailure } from '../../failure.ts';
import { sweepRefusals } from '../../feedback/record/sweep-refusals-sql.ts';
import { countPlan, type PlanCount, type PlannedSend } from '../../ledger/audience/plan-audience-sql.ts';
import { followLists } from '../../ledger/audience/send-lists-sql.ts';
import { findSameSend, findSend, type SendRequest } from '../../ledger/sends/open-send-sql.ts';
import { takeRefusals } from '../worker/take-refusals-sql.ts';

/** What is about to happen, for the person who is asked. */
export type SendPlan =
  | { readonly kind: 'begin'; readonly count: PlanCount }
  | { readonly kind: 'continue'; readonly send: number; readonly count: PlanCount };

export interface PlanOptions extends Pick<SyncOptions, 'skipBadRows' | 'acceptShorter' | 'now'> {
  /** Told of the rows that were not taken, in lines for the editor. */
  readonly onLeftOut: (line: string) => void;
  /** Asks whether lists that have lost most of their people are right; is given the sentences of that refusal. */
  readonly mayShorten: (sentences: readonly string[]) => Promise<boolean>;
}

/**
 * Makes the database say what the lists say, lets the open sends follow them, and tells what a send would do then.
 *
 * @throws AudienceError where a list has faults or nobody is left to mail, `shorter-list` where nobody says that it is
 *   right; LedgerError where the send is refused
 */
export async function planSend(
  database: Database,
  lists: readonly SubscriberList[],
  request: SendRequest,
  options: PlanOptions,
): Promise<SendPlan> {
  for (const line of linesOf(await synchronise(database, lists, options))) options.onLeftOut(line);
  // What the relay refused just before a process was killed is known, and must be before the audience is frozen.
  await takeRefusals(database);
  const send = await findSend(database, request);
  const count = await countPlan(database, plannedSend(send, request));
  if (send !== null) return { kind: 'continue', send, count };
  if (count.wouldSend > 0) return { kind: 'begin', count };
  throw new AudienceError([
    `There is nobody to send to: the lists name ${count.audience} people, and none may be mailed.`,
  ]);
}

/** No transaction waits for a person: it is taken back before they are asked, and done again. */
async function synchronise(
  { tables }: Database,
  lists: readonly SubscriberList[],
  options: PlanOptions,
): Promise<SyncResult> {
  const run = (acceptShorter: boolean) =>
    tables.transaction().execute((changed) => followedLists(changed, lists, { ...options, acceptShorter }));
  try {
    return await run(options.acceptShorter);
  } catch (error) {
    const isShorter = error instanceof AudienceError && error.reason === 'shorter-list';
    if (!isShorter || !(await options.mayShorten(error.faults))) throw error;
    return run(true);
  }
}

async function followedLists(
  tables: Transaction<Tables>,
  lists: readonly SubscriberList[],
  options: SyncOptions,
): Promise<SyncResult> {
  const synchronised = await syncLists(tables, lists, options);
  await followLists(tables);
  return synchronised;
}

export interface TryOptions extends Pick<SyncOptions, 'skipBadRows' | 'now'> {
  /** Why the caller would refuse the send, in sentences. */
  readonly refusals?: readonly string[];
}

/** What a send would do, if it were not refused. */
export interface TriedPlan {
  /** As the send would find it. */
  readonly database: Database;
  readonly planned: PlannedSend;
  /** As the send would do it: nothing, where it is refused. */
  readonly count: PlanCount;
  /** Rows that were not taken, a line each. */
  readonly leftOut: readonly string[];
  /** What the send would ask before it believes the lists, in sentences. */
  readonly shorter: readonly string[];
  /** Why the send would be refused, in sentences. */
  readonly refusals: readonly string[];
}

/**
 * Lets `use` look at what a send would do and at the database as it would find it, with the lists read into it, and
 * takes all of it back.
 *
 * @throws AudienceError where a list has faults
 */
export async function tryPlan(
  database: Database,
  lists: readonly SubscriberList[],
  request: SendRequest,
  options: TryOptions,
  use: (plan: TriedPlan) => Promise<void>,
): Promise<void> {
  await sweepRefusals(database);
  const tables = await database.tables.startTransaction().execute();
  try {
    const found = { ...database, tables };
    const synchronised = await followedLists(tables, lists, { ...options, acceptShorter: true });
    const refusals = [...(options.refusals ?? []), ...(await refusalsOf(found, request))];
    const planned = plannedSend(await findSameSend(found, request), request);
    const count = await countPlan(found, planned);
    await use({
      database: found,
      planned,
      count: refusals.length === 0 ? count : refusedCount(count),
      leftOut: linesOf(synchronised),
      shorter: synchronised.shorter,
      refusals,
    });
  } finally {
    await tables.rollback().execute();
  }
}

function plannedSend(send: number | null, { includeNew, resendInDoubt = false }: SendRequest): PlannedSend {
  return { send, includeNew, resendInDoubt };
}

function refusedCount({ wouldSend, skipped, ...count }: PlanCount): PlanCount {
  const refused = wouldSend > 0 ? { refused: wouldSend } : {};
  return { ...count, wouldSend: 0, skipped: { ...skipped, ...refused }, added: 0, doubted: 0 };
}

/** Why a send would be refused now, a sentence each; none where it would not. */
async function refusalsOf(database: Database, request: SendRequest): Promise<readonly string[]> {
  try {
    await findSend(database, request);
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.faults;
  }
}

function linesOf({ badRows, duplicates }: SyncResult): string[] {
  return [...tallyLines(badRows), ...tallyLines(duplicates)];
}
