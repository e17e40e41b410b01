import { sql } from 'kysely';
import type { PausedBy, SendState } from '../../database/column-values.ts';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import { takeBackReturned } from '../audience/send-lists-sql.ts';

/** How a send stands, and where it is paused, by whom and why. */
export interface SendCondition {
  readonly state: SendState;
  readonly pausedBy: PausedBy | null;
  readonly pauseReason: string | null;
}

/** What a person's word sets in the row of a send: it is wanted now, however long ago it was begun. */
export const askedNow = { asked_at: sql<Date>`clock_timestamp()`, tended_at: sql<Date>`clock_timestamp()` };

/** Stops new claims of a running send; what is in flight ends as it ends. The reason is a sentence for the editor. */
export async function pauseSend(
  database: Pick<Database, 'tables'>,
  send: number,
  reason: string,
  by: PausedBy = 'fault',
): Promise<void> {
  await database.tables
    .updateTable('send')
    .set({ state: 'paused', paused_by: by, pause_reason: storableText(reason, 4_000) })
    .where('id', '=', send)
    .where('state', '=', 'running')
    .execute();
}

/**
 * Closes the running sends in which nothing is open any more, and of whose refusals none is to be judged. The send is
 * locked first and its deliveries are looked at by later statements: in one, deliveries that `--include-new` adds at that
 * moment would go unseen. Whoever a claim skipped while they came back on a list has their turn before that.
 */
export async function finishSends(database: Database): Promise<void> {
  await reopenSends(database);
  await database.tables.transaction().execute(async (tables) => {
    const running = await tables
      .selectFrom('send')
      .select('id')
      .where('state', '=', 'running')
      .forUpdate()
      .skipLocked()
      .execute();
    if (running.length === 0) return;
    await takeBackReturned(tables);
    await sql`
      update send s set state = 'done', finished_at = now()
      where s.id = any (${running.map(({ id }) => id)}::int[]) and not exists (
        select from delivery d where d.send_id = s.id and not d.settled
      ) and not exists (
        select from delivery d where d.send_id = s.id and d.is_refusal_open
      )`.execute(tables);
  });
}

/** A late reply may leave something to do in the instant in which its send was closed. */
async function reopenSends(database: Database): Promise<void> {
  await sql`
    update send s set state = 'running', finished_at = null
    where s.state = 'done' and exists (select from delivery d where d.send_id = s.id and not d.settled)`.execute(
    database.tables,
  );
}

export async function readSendState(database: Database, send: number): Promise<SendCondition> {
  return database.tables
    .selectFrom('send')
    .select(['state', 'paused_by as pausedBy', 'pause_reason as pauseReason'])
    .where('id', '=', send)
    .executeTakeFirstOrThrow();
}

/** The stored rendering of a digest, as JSON. */
export async function readRenderedIssue(database: Database, digest: string): Promise<string> {
  const row = await database.tables
    .selectFrom('rendered_issue')
    .select('content')
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  return row.content;
}
