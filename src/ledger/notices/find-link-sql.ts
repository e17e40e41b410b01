import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ReaderNoticeKind } from '../../email/notice-words.ts';
import { noticeKinds } from './notice-kinds.ts';

/** Whose a link of a notice is. */
export interface FoundLink {
  readonly subscriber: number;
  readonly isExpired: boolean;
}

/**
 * Whose link of this kind has a token with this hash; null where none has. Its time counts from when the relay had
 * accepted the notice, which is after any greylisting; until then it has all of it. Of what is in doubt it counts from
 * when that was found, and of what was refused nobody can have the link.
 */
export async function findLink(
  database: Database,
  kind: ReaderNoticeKind,
  linkHash: string,
): Promise<FoundLink | null> {
  const { linkMinutes } = noticeKinds[kind];
  const { rows } = await sql<FoundLink>`
    select n.subscriber_id as subscriber, case
        when d.state in ('accepted', 'in_doubt')
          then d.updated_at <= clock_timestamp() - make_interval(mins => ${linkMinutes})
        else d.settled end as "isExpired"
    from notice n join delivery d on d.send_id = n.send_id and d.subscriber_id = n.subscriber_id
    where n.link_hash = ${linkHash} and n.kind = ${kind}`.execute(database.tables);
  return rows[0] ?? null;
}
