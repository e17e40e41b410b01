import type { Transaction } from 'kysely';
import { AudienceError } from '../../audience/audience-error.ts';
import { keepLists } from '../../audience/kept/keep-lists-sql.ts';
import type { SubscriberList } from '../../audience/subscriber-list.ts';
import { type SyncOptions, type SyncResult, syncLists } from '../../audience/sync-lists-sql.ts';
import { tallyLines } from '../../audience/tally.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import { parseRenderedIssue } from '../../email/stored-issue.ts';
import { isFailure } from '../../failure.ts';
import { sweepRefusals } from '../../feedback/record/sweep-refusals-sql.ts';
import { type OpenSend, otherOpenSends } from '../../ledger/accounts/open-sends-sql.ts';
import { countPlan, type PlanCount, type PlannedSend } from '../../ledger/audience/plan-audience-sql.ts';
import { followLists } from '../../ledger/audience/send-lists-sql.ts';
import { addedLists } from '../../ledger/sends/choose-send.ts';
import { type FoundSend, findSend, type SendRequest } from '../../ledger/sends/open-send-sql.ts';
import { readRenderedIssue } from '../../ledger/sends/send-state-sql.ts';
import { takeRefusals } from '../worker/take-refusals-sql.ts';

/** What is about to happen, for the person who is asked. */
export type SendPlan = (
  | { readonly kind: 'begin' }
  | { readonly kind: 'continue'; readonly send: number; readonly gets: 'stored' | 'new' }
) & {
  readonly count: PlanCount;
  /** What goes out, as it was stored when the send began; null where that is the issue as it is now. */
  readonly stored: RenderedIssue | null;
  /** What the person should know of it, a sentence each. */
  readonly notes: readonly string[];
  /** Sends of other issues that are open beside it. */
  readonly others: readonly OpenSend[];
};

export interface PlanOptions extends Pick<SyncOptions, 'skipBadRows' | 'acceptShorter' | 'now'> {
  /** The names of the lists that are kept in the database. */
  readonly keptLists?: readonly string[];
  /** Told of the rows that were not taken, in lines for the editor. */
  readonly onLeftOut: (line: string) => void;
  /** Asks whether lists that have lost most of their people are right; is given the sentences of that refusal. */
  readonly mayShorten: (sentences: readonly string[]) => Promise<boolean>;
}

/**
 * Makes the database say what the lists say, lets the open sends follow them, and tells what a send would do then.
 *
 * @throws AudienceError where a list has faults or nobody is left to mail, `shorter-list` where nobody says that it is
 *   right; LedgerError where the send is refused; EmailError where what it would go on with cannot be read
 */
export async function planSend(
  database: Database,
  lists: readonly SubscriberList[],
  request: SendRequest,
  options: PlanOptions,
): Promise<SendPlan> {
  await keepLists(database, options.keptLists ?? []);
  for (const line of linesOf(await synchronise(database, lists, options))) options.onLeftOut(line);
  // What the relay refused just before a process was killed is known, and must be before the audience is frozen.
  await takeRefusals(database);
  const found = await findSend(database, request);
  const { chosen, notes } = found;
  if (chosen.kind === 'refuse') throw chosen.error;
  refuseQuestion(found, request);
  const stored = await storedFor(database, found, request);
  const count = await countPlan(database, plannedSend(found, request));
  const plan = { count, stored, notes, others: await otherOpenSends(database, request.issueKey) };
  if (chosen.kind === 'continue') {
    const { send, gets } = chosen;
    return { kind: 'continue', send: send.id, gets, ...plan };
  }
  if (count.wouldSend > 0) return { kind: 'begin', ...plan };
  throw new AudienceError([
    `There is nobody to send to: the lists name ${count.audience} people, and none may be mailed.`,
  ]);
}

/**
 * What a send that goes on would mail, where that is not the issue as it is now.
 *
 * @throws EmailError where it was stored and cannot be read
 */
async function storedFor(
  database: Database,
  { chosen }: FoundSend,
  { digest }: SendRequest,
): Promise<RenderedIssue | null> {
  if (chosen.kind !== 'continue' || chosen.gets === 'new' || chosen.send.digest === digest) return null;
  return parseRenderedIssue(await readRenderedIssue(database, chosen.send.digest));
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
  /** The names of the lists that are kept in the database. */
  readonly keptLists?: readonly string[];
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
  /** What else there is to know of the send, in sentences. */
  readonly notes: readonly string[];
  /** Sends of other issues that are open beside it. */
  readonly others: readonly OpenSend[];
  /** What the send would mail, as it was stored; null where that is the issue as it is now, or nothing. */
  readonly stored: RenderedIssue | null;
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
    await keepLists(found, options.keptLists ?? []);
    const synchronised = await followedLists(tables, lists, { ...options, acceptShorter: true });
    const send = await findSend(found, request);
    const planned = plannedSend(send, request);
    const count = await countPlan(found, planned);
    const mailed = await storedOrRefusal(found, send, request);
    const refusals = [...(options.refusals ?? []), ...mailed.refusals];
    await use({
      database: found,
      planned,
      count: refusals.length === 0 ? count : refusedCount(count),
      leftOut: linesOf(synchronised),
      shorter: synchronised.shorter,
      notes: send.notes,
      others: await otherOpenSends(found, request.issueKey),
      ...mailed,
      refusals,
    });
  } finally {
    await tables.rollback().execute();
  }
}

function plannedSend({ current, chosen }: FoundSend, request: SendRequest): PlannedSend {
  const { includeNew, resendInDoubt = false, everybody = false, rehearsal, issueKey } = request;
  // The new version of an edited issue has reached nobody yet.
  const isNew = chosen.kind === 'begin' || (chosen.kind === 'refuse' && chosen.error.reason === 'edited');
  return {
    send: isNew ? null : (current?.id ?? null),
    includeNew,
    resendInDoubt,
    reopens: chosen.kind === 'continue' && current?.state === 'cancelled',
    again: chosen.kind === 'begin' && everybody && !rehearsal ? issueKey : null,
    ...listsOf(isNew ? null : current, request),
  };
}

/** To which it goes, or by which it is extended; nothing where that is every file, which the ledger knows. */
function listsOf(current: FoundSend['current'], request: SendRequest): Pick<PlannedSend, 'lists'> {
  const { lists } = request;
  if (current !== null) return { lists: addedLists(request, current) };
  return lists ? { lists: lists.names } : {};
}

/** @throws AudienceError where nobody has said which lists a send goes to, and it is not begun */
function refuseQuestion({ chosen }: FoundSend, { lists }: SendRequest): void {
  const question = lists?.question ?? null;
  if (question === null || (chosen.kind === 'continue' && lists?.names.length === 0)) return;
  throw new AudienceError([question]);
}

function refusedCount({ wouldSend, skipped, ...count }: PlanCount): PlanCount {
  const refused = wouldSend > 0 ? { refused: wouldSend } : {};
  return { ...count, wouldSend: 0, skipped: { ...skipped, ...refused }, added: 0, doubted: 0, again: 0 };
}

/** What a send would mail now, or why it would be refused. */
async function storedOrRefusal(
  database: Database,
  found: FoundSend,
  request: SendRequest,
): Promise<Pick<TriedPlan, 'stored' | 'refusals'>> {
  const { chosen } = found;
  if (chosen.kind === 'refuse') return { stored: null, refusals: chosen.error.faults };
  try {
    refuseQuestion(found, request);
    return { stored: await storedFor(database, found, request), refusals: [] };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { stored: null, refusals: error.faults };
  }
}

function linesOf({ badRows, duplicates }: SyncResult): string[] {
  return [...tallyLines(badRows), ...tallyLines(duplicates)];
}
