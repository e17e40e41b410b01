import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { chooseCanaries, freezeAudience } from '../audience/freeze-audience-sql.ts';
import { addLists, goToLists, takeBackReturned } from '../audience/send-lists-sql.ts';
import { LedgerError } from '../ledger-error.ts';
import { putBackHeld } from '../refusals/held-refusals-sql.ts';
import {
  type AskedSend,
  addedLists,
  type ChosenSend,
  chooseSend,
  currentSend,
  notesOn,
  nothingLeft,
} from './choose-send.ts';
import { correctSend, type StoredIssue, storeIssue } from './correct-send-sql.ts';
import type { EarlierSend } from './earlier-send.ts';
import { refuseUnsettledRestore } from './restored-sql.ts';
import { resendInDoubt } from './send-again-sql.ts';
import { askedNow } from './send-state-sql.ts';

/** What is sent, and how a person wants it sent. */
export interface SendRequest extends AskedSend, StoredIssue {
  readonly canary?: CanaryPlan | null;
}

/** The first few go, and are watched before the others go. */
export interface CanaryPlan {
  readonly size: number;
  /** Counted from when each of them was tried. */
  readonly watchMinutes: number;
}

export interface OpenedSend {
  readonly send: number;
  readonly isNew: boolean;
}

/**
 * Begins a send, or goes on with the one that was begun for the same issue, unedited. The audience is frozen in the same
 * transaction, so a crash leaves a whole send or none.
 *
 * @throws LedgerError `already-sent` where nothing is left to do, `edited` where the issue was edited since it was sent,
 *   `cancelled` where this send was called off, `paused` where only `resume` lifts that, `under-way` where it is too late
 *   for a canary, `restored` where a person has yet to say what went out since a backup
 */
export async function openSend(database: Database, request: SendRequest): Promise<OpenedSend> {
  return database.tables.transaction().execute(async (tables) => {
    // Two editors may type the same command at once: the second waits here and then continues the first one's send.
    await sql`select pg_advisory_xact_lock(hashtext(${`send ${request.issueKey}`}))`.execute(tables);
    if (!request.rehearsal) await refuseUnsettledRestore({ tables });
    // Locked, so that a pause or a cancel at this moment is seen and not undone.
    const chosen = chooseSend(request, await earlierSends(tables, request).forUpdate().execute());
    return chosen.kind === 'begin' ? beginSend(tables, request) : continueSend(tables, request, chosen);
  });
}

/** What {@link openSend} would do: to be asked before the editor is. */
export interface FoundSend {
  /** The send that counts as that of the issue, whatever would be refused; null where it was never sent. */
  readonly current: EarlierSend | null;
  readonly chosen: ChosenSend | { readonly kind: 'refuse'; readonly error: LedgerError };
  /** What the editor should know, a sentence each. */
  readonly notes: readonly string[];
}

export async function findSend(database: Pick<Database, 'tables'>, request: AskedSend): Promise<FoundSend> {
  const earlier = await earlierSends(database.tables, request).execute();
  const current = currentSend(request, earlier);
  const chosen = choiceOrRefusal(request, earlier);
  return { current, chosen, notes: chosen.kind === 'continue' ? notesOn(request, chosen.send) : [] };
}

function choiceOrRefusal(request: AskedSend, earlier: readonly EarlierSend[]): FoundSend['chosen'] {
  try {
    return chooseSend(request, earlier);
  } catch (error) {
    if (error instanceof LedgerError) return { kind: 'refuse', error };
    throw error;
  }
}

function earlierSends(
  tables: Kysely<Tables>,
  { issueKey, rehearsal }: Pick<AskedSend, 'issueKey' | 'rehearsal'>,
) {
  return tables
    .selectFrom('send')
    .select([
      'id',
      'digest',
      'source_digest as source',
      'state',
      'paused_by',
      'pause_reason',
      'created_at',
      'canary_size',
      'canary_released_at',
      sql<boolean>`exists (
        select from delivery d where d.send_id = send.id and d.state in ('accepted', 'in_doubt')
      )`.as('reached'),
      sql<boolean>`exists (
        select from delivery d where d.send_id = send.id and d.state = 'in_doubt'
      )`.as('doubted'),
      sql<string[]>`array(select l.list from send_list l where l.send_id = send.id)`.as('lists'),
    ])
    .where('issue_key', '=', issueKey)
    .where('rehearsal', '=', rehearsal)
    .orderBy('id', 'desc');
}

async function beginSend(tables: Transaction<Tables>, request: SendRequest): Promise<OpenedSend> {
  await storeIssue(tables, request);
  const { id } = await tables
    .insertInto('send')
    .values({
      issue_key: request.issueKey,
      digest: request.digest,
      source_digest: request.source,
      rehearsal: request.rehearsal,
      follows_files: request.lists?.followsFiles ?? true,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (request.everybody) await cancelOthers(tables, request, id);
  await goToLists(tables, id, request.lists);
  await freezeAudience(tables, id, request.canary ? 'held' : 'pending');
  if (request.canary) await beginCanary(tables, id, request.canary);
  return { send: id, isNew: true };
}

async function beginCanary(
  tables: Transaction<Tables>,
  send: number,
  { size, watchMinutes }: CanaryPlan,
): Promise<void> {
  const held = await chooseCanaries(tables, send, size);
  await tables
    .updateTable('send')
    .set({
      canary_size: size,
      canary_watch_minutes: watchMinutes,
      // Whoever asks for as many as there are leaves nobody to wait for them.
      ...(held === 0 ? { canary_released_at: sql`now()` } : {}),
    })
    .where('id', '=', send)
    .execute();
}

/** What goes to everybody takes the place of what is still under way: nobody waits for the version before. */
async function cancelOthers(tables: Transaction<Tables>, request: SendRequest, send: number): Promise<void> {
  await tables
    .updateTable('send')
    .set({
      state: 'cancelled',
      paused_by: null,
      pause_reason: `Replaced by send ${send}, which goes to everybody.`,
      finished_at: sql`now()`,
    })
    .where('issue_key', '=', request.issueKey)
    .where('rehearsal', '=', request.rehearsal)
    .where('id', '<>', send)
    .where('state', 'in', ['running', 'paused'])
    .execute();
}

/** By those who are new to its lists, where that is asked, and by lists that are new to it. How many. */
async function extendAudience(
  tables: Transaction<Tables>,
  request: SendRequest,
  send: EarlierSend,
  state: 'pending' | 'held',
): Promise<number> {
  const lists = addedLists(request, send);
  if (lists.length > 0) await addLists(tables, send.id, lists);
  if (!request.includeNew && lists.length === 0) return 0;
  const frozen = await freezeAudience(tables, send.id, state, request.includeNew ? null : lists);
  return frozen + (await takeBackReturned(tables, send.id));
}

async function continueSend(
  tables: Transaction<Tables>,
  request: SendRequest,
  { send: same, gets }: Extract<ChosenSend, { kind: 'continue' }>,
): Promise<OpenedSend> {
  if (same.digest === request.digest) await storeIssue(tables, request);
  const isLetGo = gets === 'new' && (await correctSend(tables, same, request));
  const isHolding = same.canary_size !== null && same.canary_released_at === null && !isLetGo;
  const added = await extendAudience(tables, request, same, isHolding ? 'held' : 'pending');
  await putBackHeld(tables, same.id);
  const resent = request.resendInDoubt ? await resendInDoubt(tables, same.id) : 0;
  if (same.state === 'done' && added + resent === 0) throw nothingLeft(request, same);
  await tables
    .updateTable('send')
    .set({
      state: 'running',
      paused_by: null,
      pause_reason: null,
      finished_at: null,
      ...(added + resent > 0 ? askedNow : { tended_at: askedNow.tended_at }),
    })
    .where('id', '=', same.id)
    .execute();
  return { send: same.id, isNew: false };
}
