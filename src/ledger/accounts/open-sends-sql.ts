import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/** A send that workers are at, or that waits for one. */
export interface OpenSend {
  readonly send: number;
  readonly issue: string;
  readonly begun: Date;
  /** Whoever it has not settled yet, the deferred and the held included. */
  readonly left: number;
}

/** The running sends of other issues in which something is left to do, the oldest first. */
export async function otherOpenSends(
  { tables }: Pick<Database, 'tables'>,
  issueKey: string,
): Promise<OpenSend[]> {
  const { rows } = await sql<OpenSend>`
    select s.id as send, s.issue_key as issue, s.created_at as begun, count(*)::int as left
    from send s join delivery d on d.send_id = s.id and not d.settled
    where s.state = 'running' and not s.rehearsal and s.issue_key <> ${issueKey}
    group by s.id order by s.id`.execute(tables);
  return rows;
}
