import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { SuppressionReason } from '../send-plan.ts';

/** Somebody, with everything that is known of them: a line of an export. */
export interface ExportedPerson {
  readonly email: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly lists: readonly { readonly list: string; readonly state: 'unconfirmed' | 'active' | 'left' }[];
  readonly suppression: { readonly reason: SuppressionReason; readonly since: string } | null;
  readonly consent: readonly {
    readonly event: string;
    readonly source: string;
    readonly list: string | null;
    readonly at: string;
    readonly evidence: Readonly<Record<string, unknown>>;
  }[];
}

const pageSize = 1_000;

/**
 * Everybody who is or was on a list, or on this one, in the order in which they became known, read in pages so that memory
 * stays flat and the database is free for others in between.
 */
export async function* readPeople(
  { tables }: Pick<Database, 'tables'>,
  list: string | null,
): AsyncGenerator<ExportedPerson> {
  for (let after = 0; ; ) {
    const { rows } = await sql<ExportedPerson & { id: number }>`
      select s.id, s.address as email, s.name, s.fields,
        coalesce((
          select json_agg(json_build_object('list', p.list, 'state', p.state) order by p.list)
          from subscription p where p.subscriber_id = s.id
        ), '[]') as lists,
        (
          select json_build_object('reason', x.reason, 'since', x.since) from suppression x
          where x.address_key = s.address_key
        ) as suppression,
        coalesce((
          select json_agg(json_build_object('event', c.event, 'source', c.source, 'list', c.list, 'at', c.at,
            'evidence', c.evidence) order by c.id)
          from consent c where c.subscriber_id = s.id
        ), '[]') as consent
      from (
        select * from subscriber b where b.id > ${after} and exists (
          select from subscription q where q.subscriber_id = b.id and (${list}::text is null or q.list = ${list}::text)
        ) order by b.id limit ${pageSize}
      ) s order by s.id`.execute(tables);
    for (const { id: _, ...person } of rows) yield person;
    const last = rows.at(-1);
    if (rows.length < pageSize || !last) return;
    after = last.id;
  }
}

/** The fields that people have, sorted. */
export async function readFieldNames(
  { tables }: Pick<Database, 'tables'>,
  list: string | null,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct f.name from subscriber s, jsonb_object_keys(s.fields) as f(name)
    where exists (
      select from subscription q where q.subscriber_id = s.id and (${list}::text is null or q.list = ${list}::text)
    ) order by 1`.execute(tables);
  return rows.map(({ name }) => name);
}

/** A list, in people. */
export interface ListCount {
  readonly list: string;
  readonly kind: 'file' | 'kept';
  /** Who would be mailed. */
  readonly active: number;
  readonly unconfirmed: number;
  readonly left: number;
  /** Of those who have not left. */
  readonly suppressed: number;
  /** The newest send to it that was no rehearsal; null where there was none. */
  readonly lastSend: { readonly send: number; readonly issue: string; readonly at: string } | null;
}

export async function countLists({ tables }: Pick<Database, 'tables'>): Promise<ListCount[]> {
  const { rows } = await sql<ListCount>`
    select l.name as list, l.kind,
      coalesce(c.active, 0)::int as active, coalesce(c.unconfirmed, 0)::int as unconfirmed,
      coalesce(c.gone, 0)::int as left, coalesce(c.suppressed, 0)::int as suppressed,
      (
        select json_build_object('send', s.id, 'issue', s.issue_key, 'at', s.created_at)
        from send s join send_list k on k.send_id = s.id
        where k.list = l.name and not s.rehearsal and s.state <> 'notice' order by s.id desc limit 1
      ) as "lastSend"
    from list l left join (
      select p.list, count(*) filter (where p.state = 'active' and x.address_key is null) as active,
        count(*) filter (where p.state = 'unconfirmed') as unconfirmed,
        count(*) filter (where p.state = 'left') as gone,
        count(*) filter (where p.state <> 'left' and x.address_key is not null) as suppressed
      from subscription p join subscriber s on s.id = p.subscriber_id
      left join suppression x on x.address_key = s.address_key
      group by p.list
    ) c on c.list = l.name
    order by l.name`.execute(tables);
  return rows;
}
