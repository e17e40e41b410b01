import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { SendState, Tables } from '../database/tables.ts';
import { LedgerError } from './ledger-error.ts';

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
 *   content, `cancelled` where this send was called off
 */
export async function openSend(database: Database, request: SendRequest): Promise<OpenedSend> {
  return database.tables.transaction().execute(async (tables) => {
    // Two editors may type the same command at once: the second waits here and then continues the first one's send.
    await sql`select pg_advisory_xact_lock(hashtext(${`send ${request.issueKey}`}))`.execute(tables);
    const same = findSame(request, await earlierSends(tables, request));
    return same ? continueSend(tables, request, same) : beginSend(tables, request);
  });
}

/**
 * The send that {@link openSend} would go on with, or null where it would begin one: to be asked before the editor is.
 *
 * @throws LedgerError as openSend does, but for a complete send that new subscribers may reopen
 */
export async function findSend(database: Database, request: SendRequest): Promise<number | null> {
  const same = findSame(request, await earlierSends(database.tables, request));
  if (same?.state === 'done' && !request.includeNew) throw alreadySent(request, same);
  return same?.id ?? null;
}

function findSame(request: SendRequest, earlier: readonly EarlierSend[]): EarlierSend | null {
  const same = earlier.find(({ digest }) => digest === request.digest);
  if (same?.state === 'cancelled') {
    throw new LedgerError('cancelled', [
      `Issue ${request.issueKey} was cancelled: its send ${same.id} stays closed.`,
    ]);
  }
  const edited = earlier.find(({ state }) => state !== 'cancelled');
  // A rehearsal reaches nobody, so an editor may edit and rehearse as often as they like.
  if (!same && edited && !request.correction && !request.rehearsal) throw editedSince(request, edited);
  return same ?? null;
}

interface EarlierSend {
  readonly id: number;
  readonly digest: string;
  readonly state: SendState;
  readonly created_at: Date;
}

function earlierSends(tables: Kysely<Tables>, request: SendRequest): Promise<EarlierSend[]> {
  return tables
    .selectFrom('send')
    .select(['id', 'digest', 'state', 'created_at'])
    .where('issue_key', '=', request.issueKey)
    .where('rehearsal', '=', request.rehearsal)
    .orderBy('id', 'desc')
    .execute();
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
  await freezeAudience(tables, id);
  return { send: id, isNew: true };
}

/** A correction takes the place of what is still under way: nobody waits for the version that was wrong. */
async function cancelOthers(tables: Transaction<Tables>, request: SendRequest, send: number): Promise<void> {
  await tables
    .updateTable('send')
    .set({
      state: 'cancelled',
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
  const added = request.includeNew ? await freezeAudience(tables, same.id) : 0;
  if (same.state === 'done' && added === 0) throw alreadySent(request, same);
  await tables
    .updateTable('send')
    .set({ state: 'running', pause_reason: null, finished_at: null })
    .where('id', '=', same.id)
    .execute();
  return { send: same.id, isNew: false };
}

/** Writes a delivery for every subscriber who has none in this send; those suppressed already are skipped, and say why. */
async function freezeAudience(tables: Transaction<Tables>, send: number): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into delivery (send_id, subscriber_id, state, detail)
    select ${send}, p.id, case when x.reason is null then 'pending' else 'skipped' end,
      x.reason || ' since ' || to_char(x.since at time zone 'utc', 'YYYY-MM-DD')
    from subscriber p
    left join suppression x on x.address_key = p.address_key
    where exists (select from subscription l where l.subscriber_id = p.id)
    on conflict do nothing`.execute(tables);
  return Number(numAffectedRows ?? 0);
}

function alreadySent(request: SendRequest, { id, created_at }: EarlierSend): LedgerError {
  const what = request.rehearsal ? 'was already rehearsed' : 'was already sent';
  return new LedgerError('already-sent', [
    `Issue ${request.issueKey} ${what}: send ${id} of ${created_at.toISOString().slice(0, 10)} is complete. ` +
      `See \`pennypost status ${request.issueKey}\`, or give --include-new to mail those who subscribed since.`,
  ]);
}

function editedSince(request: SendRequest, { id, state, digest }: EarlierSend): LedgerError {
  const progress = state === 'done' ? 'is complete' : `is ${state}`;
  return new LedgerError('edited', [
    `Issue ${request.issueKey} was edited, or its template or config was, since send ${id}, which ${progress} ` +
      `(digest ${digest.slice(0, 12)} then, ${request.digest.slice(0, 12)} now). Nobody should get two versions by ` +
      'accident: restore what was sent, or give --correction to send the new version to the whole list.',
  ]);
}
