import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { SendState } from '../database/tables.ts';

/** Stops new claims of a running send; what is in flight ends as it ends. The reason is a sentence for the editor. */
export async function pauseSend(database: Database, send: number, reason: string): Promise<void> {
  await database.tables
    .updateTable('send')
    .set({ state: 'paused', pause_reason: reason })
    .where('id', '=', send)
    .where('state', '=', 'running')
    .execute();
}

/**
 * Closes the running sends in which nothing is open any more. The send is locked first and its deliveries are looked
 * at by a second statement: in one, deliveries that `--include-new` adds at that moment would go unseen.
 */
export async function finishSends(database: Database): Promise<void> {
  await database.tables.transaction().execute(async (tables) => {
    const running = await tables
      .selectFrom('send')
      .select('id')
      .where('state', '=', 'running')
      .forUpdate()
      .skipLocked()
      .execute();
    if (running.length === 0) return;
    await sql`
      update send s set state = 'done', finished_at = now()
      where s.id = any (${running.map(({ id }) => id)}::int[]) and not exists (
        select from delivery d where d.send_id = s.id and d.state in ('pending', 'sending', 'committing', 'deferred')
      )`.execute(tables);
  });
}

export async function readSendState(
  database: Database,
  send: number,
): Promise<{ state: SendState; pauseReason: string | null }> {
  const row = await database.tables
    .selectFrom('send')
    .select(['state', 'pause_reason'])
    .where('id', '=', send)
    .executeTakeFirstOrThrow();
  return { state: row.state, pauseReason: row.pause_reason };
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
