import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { chooseCanaries, freezeAudience } from '../audience/freeze-audience-sql.ts';
import { goToFileLists, takeBackReturned } from '../audience/send-lists-sql.ts';
import { putBackHeld } from '../refusals/held-refusals-sql.ts';
import {
  alreadySent,
  cancelledBefore,
  type EarlierSend,
  editedSince,
  nobodyInDoubt,
  refuseLateCanary,
  refusePaused,
} from './refuse-send.ts';
import { resendInDoubt } from './send-again-sql.ts';
import { askedNow } from './send-state-sql.ts';

/** What is sent: the issue's key, the digest of its rendering, and the rendering itself as JSON. */
export interface SendRequest {
  readonly issueKey: string;
  readonly digest: string;
  readonly content: string;
  readonly rehearsal: boolean;
  /** Send an issue again that was edited after an earlier send of it. */
  readonly correction: boolean;
  /** Also mail those who subscribed after the audience was frozen. */
  readonly includeNew: boolean;
  /** Also send again to those of whom only the relay knows whether they have it. */
  readonly resendInDoubt?: boolean;
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
 * Begins a send, or goes on with the one that was begun for the same issue and digest. The audience is frozen in the
 * same transaction, so a crash leaves a whole send or none.
 *
 * @throws LedgerError `already-sent` where nothing is left to do, `edited` where the issue was sent with another
 *   content, `cancelled` where this send was called off, `paused` where only `resume` lifts that, `under-way` where it
 *   is too late for a canary
 */
export async function openSend(database: Database, request: SendRequest): Promise<OpenedSend> {
  return database.tables.transaction().execute(async (tables) => {
    // Two editors may type the same command at once: the second waits here and then continues the first one's send.
    await sql`select pg_advisory_xact_lock(hashtext(${`send ${request.issueKey}`}))`.execute(tables);
    // Locked, so that a pause or a cancel at this moment is seen and not undone.
    const same = findSame(request, await earlierSends(tables, request).forUpdate().execute());
    return same ? continueSend(tables, request, same) : beginSend(tables, request);
  });
}

/**
 * The send that {@link openSend} would go on with, or null where it would begin one: to be asked before the editor is.
 *
 * @throws LedgerError as openSend does, but for a complete send that new subscribers may reopen
 */
export async function findSend(database: Database, request: SendRequest): Promise<number | null> {
  const same = findSame(request, await earlierSends(database.tables, request).execute());
  const mayReopen = request.includeNew || (request.resendInDoubt && same?.doubted);
  if (same?.state === 'done' && !mayReopen) throw alreadySent(request, same);
  return same?.id ?? null;
}

/** The newest send of the same issue and digest, whatever would be refused of it; null where there is none. */
export async function findSameSend(database: Database, request: SendRequest): Promise<number | null> {
  const earlier = await earlierSends(database.tables, request).execute();
  return earlier.find(({ digest }) => digest === request.digest)?.id ?? null;
}

function findSame(request: SendRequest, earlier: readonly EarlierSend[]): EarlierSend | null {
  const same = earlier.find(({ digest }) => digest === request.digest);
  if (same?.state === 'cancelled') throw cancelledBefore(request, same);
  if (same) {
    refusePaused(request.issueKey, same);
    if (request.canary && same.canary_size === null) refuseLateCanary(request.issueKey, same);
  }
  // A send that was called off before it reached anybody is as if it had never been.
  const edited = earlier.find(({ state, reached }) => state !== 'cancelled' || reached);
  // A rehearsal reaches nobody, so an editor may edit and rehearse as often as they like.
  if (!same && edited && !request.correction && !request.rehearsal) throw editedSince(request, edited);
  if (!same && request.resendInDoubt) throw nobodyInDoubt(request);
  return same ?? null;
}

function earlierSends(tables: Kysely<Tables>, request: SendRequest) {
  return tables
    .selectFrom('send')
    .select([
      'id',
      'digest',
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
    ])
    .where('issue_key', '=', request.issueKey)
    .where('rehearsal', '=', request.rehearsal)
    .orderBy('id', 'desc');
}

async function beginSend(tables: Transaction<Tables>, request: SendRequest): Promise<OpenedSend> {
  await tables
    .insertInto('rendered_issue')
    .values({ digest: request.digest, issue_key: request.issueKey, content: request.content })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
  const { id } = await tables
    .insertInto('send')
    .values({ issue_key: request.issueKey, digest: request.digest, rehearsal: request.rehearsal })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (request.correction) await cancelOthers(tables, request, id);
  await goToFileLists(tables, id);
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

/** A correction takes the place of what is still under way: nobody waits for the version that was wrong. */
async function cancelOthers(tables: Transaction<Tables>, request: SendRequest, send: number): Promise<void> {
  await tables
    .updateTable('send')
    .set({
      state: 'cancelled',
      paused_by: null,
      pause_reason: `Replaced by the correction, send ${send}.`,
      finished_at: sql`now()`,
    })
    .where('issue_key', '=', request.issueKey)
    .where('rehearsal', '=', request.rehearsal)
    .where('id', '<>', send)
    .where('state', 'in', ['running', 'paused'])
    .execute();
}

async function continueSend(
  tables: Transaction<Tables>,
  request: SendRequest,
  same: EarlierSend,
): Promise<OpenedSend> {
  const isHolding = same.canary_size !== null && same.canary_released_at === null;
  const added = request.includeNew
    ? (await freezeAudience(tables, same.id, isHolding ? 'held' : 'pending')) +
      (await takeBackReturned(tables, same.id))
    : 0;
  await putBackHeld(tables, same.id);
  const resent = request.resendInDoubt ? await resendInDoubt(tables, same.id) : 0;
  if (same.state === 'done' && added + resent === 0) throw alreadySent(request, same);
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
