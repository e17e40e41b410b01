import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { suppressionOrder } from '../suppression-strength.ts';

/** What a piece of an import comes to, in rows. */
export interface PieceCount {
  readonly added: number;
  readonly updated: number;
  readonly merged: number;
  readonly already: number;
  readonly left: number;
  readonly suppressed: number;
}

export interface PieceOptions {
  readonly import: string;
  readonly piece: number;
  readonly list: string;
  /** How the consents name where they came from. */
  readonly source: string;
  /** What the editor says of why these people may be mailed; null where nothing. */
  readonly because: string | null;
  readonly now: Date;
}

/**
 * Takes one piece of an import over, in a transaction of the caller's: who is new is added, what is new of who is known is
 * added to that; of several rows of a person the worst state wins, and who left, is suppressed or was erased stays so,
 * whatever a row says. Nobody becomes mailed who was known and was not.
 */
export async function applyPiece(tables: Transaction<Tables>, options: PieceOptions): Promise<PieceCount> {
  // Nobody else writes lists at the same moment: see sync-lists-sql.ts.
  await sql`select pg_advisory_xact_lock(hashtext('synchronise lists'))`.execute(tables);
  await gatherPeople(tables, options);
  const count = await countPeople(tables);
  await insertPeople(tables, options);
  await updatePeople(tables);
  await subscribe(tables, options);
  await worsen(tables, options);
  await suppress(tables, options);
  await sql`delete from import_row where import = ${options.import}::uuid and piece = ${options.piece}`.execute(
    tables,
  );
  return count;
}

/** One row a person, with what is known of them already. `becomes` is their place in the account. */
async function gatherPeople(
  tables: Transaction<Tables>,
  { import: id, piece, list }: PieceOptions,
): Promise<void> {
  await sql`
    create temporary table importing on commit drop as
    with person as (
      select r.address_key, min(r.row) as row, count(*) as rows, max(r.state) as state,
        (array_agg(r.address order by r.row))[1] as address,
        coalesce((array_agg(r.name order by r.row) filter (where r.name <> ''))[1], '') as name,
        case when count(*) = 1 then (array_agg(r.fields))[1] end as fields,
        (array_agg(r.suppressed_by order by ${strength(sql`r.suppressed_by`)} desc, r.row) filter (where r.suppressed_by is not null))[1] as suppressed_by,
        (array_agg(r.evidence order by r.state desc, r.row))[1] as evidence,
        (array_agg(r.at order by r.state desc, r.row))[1] as at,
        (array_agg(r.at order by ${strength(sql`r.suppressed_by`)} desc, r.row) filter (where r.suppressed_by is not null))[1] as suppressed_at
      from import_row r where r.import = ${id}::uuid and r.piece = ${piece}
      group by r.address_key
    ), known as (
      select i.*, s.id as subscriber_id, s.id is null as is_new, s.name as old_name, s.fields as old_fields,
        x.reason as standing_reason, p.state as standing, p.consent_id as standing_consent,
        -- An aggregate, since an exists may be planned as a look through all there are, for every piece.
        coalesce((select bool_or(q.state = 'left') from subscription q where q.subscriber_id = s.id), false) as has_left,
        (
          select count(*) from erased_address e
          where e.hash = encode(sha256(convert_to(d.erasure_key || i.address_key, 'UTF8')), 'hex')
        ) > 0 as is_erased
      from person i cross join database_identity d
      left join lateral (
        select id, name, fields from subscriber where address_key = i.address_key limit 1
      ) s on true
      left join lateral (select reason from suppression where address_key = i.address_key limit 1) x on true
      left join lateral (
        select state, consent_id from subscription where list = ${list} and subscriber_id = s.id limit 1
      ) p on true
    )
    select *, case
        when is_erased or suppressed_by is not null or standing_reason <> 'unsubscribe' then 'suppressed'
        when state = 2 or standing_reason = 'unsubscribe' or standing = 'left' or (standing is null and has_left) then 'left'
        when is_new then 'added'
        when standing is null or (standing = 'active' and state = 1)
          or (name <> '' and name <> old_name)
          or not (old_fields @> fields) then 'updated'
        else 'already'
      end as becomes
    from (
      select k.address_key, k.row, k.rows, k.state, k.address, k.name, k.suppressed_by, k.evidence, k.at, k.suppressed_at,
        k.subscriber_id, k.is_new, k.old_name, k.old_fields, k.standing_reason, k.standing, k.standing_consent, k.has_left, k.is_erased,
        coalesce(k.fields, (
          select jsonb_object_agg(f.key, f.value order by r.row desc)
          from import_row r, jsonb_each(r.fields) f
          where r.import = ${id}::uuid and r.piece = ${piece} and r.address_key = k.address_key
        ), '{}') as fields
      from known k
    ) told`.execute(tables);
  // Of a table of which it knows nothing the planner guesses that whole other tables are quicker read than looked up.
  await sql`analyze importing`.execute(tables);
}

/** As {@link suppressionOrder}, of an expression. */
function strength(reason: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`coalesce(array_position(${[...suppressionOrder]}::text[], ${reason}), 0)`;
}

async function countPeople(tables: Transaction<Tables>): Promise<PieceCount> {
  const { rows } = await sql<{ becomes: keyof PieceCount; people: number; rows: number }>`
    select becomes, count(*) as people, sum(rows)::bigint as rows from importing group by becomes`.execute(
    tables,
  );
  const of = (becomes: keyof PieceCount) => rows.find((row) => row.becomes === becomes)?.people ?? 0;
  return {
    added: of('added'),
    updated: of('updated'),
    merged: rows.reduce((sum, one) => sum + Number(one.rows) - one.people, 0),
    already: of('already'),
    left: of('left'),
    suppressed: of('suppressed'),
  };
}

async function insertPeople(tables: Transaction<Tables>, { now }: PieceOptions): Promise<void> {
  await sql`
    with made as (
      insert into subscriber (address, address_key, name, fields, created_at)
      select address, address_key, name, fields, ${now} from importing where is_new and not is_erased order by row
      returning id, address_key
    )
    update importing i set subscriber_id = m.id from made m where m.address_key = i.address_key`.execute(
    tables,
  );
}

/** What is empty takes nothing away, and of who is mailed no more nothing is learnt. */
async function updatePeople(tables: Transaction<Tables>): Promise<void> {
  await sql`
    update subscriber s
    set name = case when i.name = '' then s.name else i.name end, fields = s.fields || i.fields
    from importing i
    where s.id = i.subscriber_id and not i.is_new and i.becomes = 'updated'
      and ((i.name <> '' and i.name <> s.name) or not (s.fields @> i.fields))`.execute(tables);
}

/** On a new list, too, whoever has left a list is one who left. */
async function subscribe(
  tables: Transaction<Tables>,
  { list, source, because, now }: PieceOptions,
): Promise<void> {
  await sql`
    with wanted as (
      select *, state = 2 or has_left or coalesce(standing_reason = 'unsubscribe', false) as is_left
      from importing where standing is null and not is_erased
    ), agreed as (
      insert into consent (subscriber_id, event, source, list, evidence, at)
      select subscriber_id, case when state = 2 then 'unsubscribed' else 'imported' end, ${source}::text, ${list}::text,
        evidence || ${becauseOf(because)}::jsonb, least(coalesce(at, ${now}::timestamptz), ${now}::timestamptz)
      from wanted where state = 2 or not is_left order by row
      returning id, subscriber_id
    )
    insert into subscription (list, subscriber_id, state, consent_id)
    select ${list}::text, w.subscriber_id,
      case when w.is_left then 'left' when w.state = 1 then 'unconfirmed' else 'active' end, a.id
    from wanted w left join agreed a using (subscriber_id)
    on conflict do nothing`.execute(tables);
}

/** Who is on the list, and is worse off by what is imported. What a person confirmed here themselves stays. */
async function worsen(
  tables: Transaction<Tables>,
  { list, source, because, now }: PieceOptions,
): Promise<void> {
  await sql`
    with worse as (
      select i.* from importing i
      where (i.standing in ('active', 'unconfirmed') and i.state = 2)
        or (i.standing = 'active' and i.state = 1
          and coalesce((select c.event from consent c where c.id = i.standing_consent), '') <> 'resubscribed')
    ), said as (
      insert into consent (subscriber_id, event, source, list, evidence, at)
      select subscriber_id, 'unsubscribed', ${source}::text, ${list}::text, evidence || ${becauseOf(because)}::jsonb,
        least(coalesce(at, ${now}::timestamptz), ${now}::timestamptz)
      from worse where state = 2 order by row
      returning id, subscriber_id
    )
    update subscription p
    set state = case when w.state = 2 then 'left' else 'unconfirmed' end, consent_id = coalesce(s.id, p.consent_id)
    from worse w left join said s using (subscriber_id)
    where p.list = ${list} and p.subscriber_id = w.subscriber_id`.execute(tables);
}

function becauseOf(because: string | null): string {
  return JSON.stringify(because === null ? {} : { because });
}

/** The stronger reason stays; what it replaces is kept in the evidence. */
async function suppress(tables: Transaction<Tables>, { source, now }: PieceOptions): Promise<void> {
  await sql`
    insert into suppression as x (address_key, reason, since, evidence)
    select address_key, suppressed_by, least(coalesce(suppressed_at, ${now}::timestamptz), ${now}::timestamptz),
      jsonb_build_object('via', ${source}::text) || (evidence - 'given')
    from importing where suppressed_by is not null and not is_erased order by address_key
    on conflict (address_key) do update
    set reason = excluded.reason, since = excluded.since,
      evidence = excluded.evidence || jsonb_build_object('replaced',
        jsonb_build_object('reason', x.reason, 'since', x.since, 'evidence', x.evidence - 'replaced'))
    where ${strength(sql`excluded.reason`)} > ${strength(sql`x.reason`)}`.execute(tables);
}
