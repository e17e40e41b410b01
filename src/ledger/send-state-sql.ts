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

/** Closes the running sends in which nothing is open any more. */
export async function finishSends(database: Database): Promise<void> {
  await sql`
    update send s set state = 'done', finished_at = now()
    where s.state = 'running' and not exists (
      select from delivery d where d.send_id = s.id and d.state in ('pending', 'sending', 'committing', 'deferred')
    )`.execute(database.tables);
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
