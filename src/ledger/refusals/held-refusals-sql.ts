import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { Tables } from '../../database/tables.ts';

/** Why a send is paused for refusals, and which those are. */
export interface RefusalPause {
  /** In sentences for the editor. */
  readonly reason: string;
  /** As of delivery.refusal_key. */
  readonly keys: readonly string[];
  /** Where not null, they are ours only if the send goes to no other domains than these. */
  readonly onlyDomains: readonly string[] | null;
}

/**
 * Pauses a send for refusals that are about us, and makes pending again, in the same transaction, whom it has failed for
 * them. Does nothing where a person has said to go on with all of them, or where the send also goes to other domains
 * than those named.
 */
export async function pauseForRefusals(database: Database, send: number, pause: RefusalPause): Promise<void> {
  await database.tables.transaction().execute(async (tables) => {
    const { state, refusals_believed: believed } = await tables
      .selectFrom('send')
      .select(['state', 'refusals_believed'])
      .where('id', '=', send)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const keys = pause.keys.filter((key) => !believed.includes(key));
    if (state === 'cancelled' || keys.length === 0) return;
    if (pause.onlyDomains && (await goesElsewhere(tables, send, pause.onlyDomains))) return;
    await holdRefusals(tables, send, pause.reason, keys);
  });
}

/**
 * As {@link pauseForRefusals}, in the transaction of a caller who holds the lock on the send. What is paused already
 * keeps its reason; what is done stays so, if nobody is to be tried again. Whether anybody is.
 */
export async function holdRefusals(
  tables: Transaction<Tables>,
  send: number,
  reason: string,
  keys: readonly string[],
): Promise<boolean> {
  const isPutBack = await putBackRefused(tables, send, keys);
  await sql`
    update send set state = 'paused', finished_at = null,
      paused_by = case state when 'paused' then paused_by else 'fault' end,
      pause_reason = case state when 'paused' then pause_reason else ${storableText(reason, 4_000)} end,
      refusals_held = array(select distinct unnest(refusals_held || ${keys}::text[]))
    where id = ${send} and (state in ('running', 'paused') or (state = 'done' and ${isPutBack}::boolean))`.execute(
    tables,
  );
  return isPutBack;
}

/** Of a `delivery d` that has failed for what was not about its reader: it is pending, and that was no attempt. */
export const backToPending = sql`
  state = 'pending', attempt = greatest(d.attempt - 1, 0), is_refusal_open = false, updated_at = now()`;

/**
 * Makes pending again whom a send has failed, or deferred, for refusals that no person has said to go on with; whether
 * anybody.
 */
export async function putBackRefused(
  tables: Kysely<Tables>,
  send: number,
  keys: readonly string[],
): Promise<boolean> {
  // Locked in one order, since a late reply may be writing to the same rows.
  const { numAffectedRows } = await sql`
    with wanted as materialized (
      select d.subscriber_id from delivery d join send s on s.id = d.send_id
      where d.send_id = ${send} and d.is_refusal_open and d.state = 'failed' and d.refusal_key = any (${keys}::text[])
        and d.refusal_key <> all (s.refusals_believed)
      order by d.subscriber_id for update of d
    )
    update delivery d set ${backToPending}
    from wanted w where d.send_id = ${send} and d.subscriber_id = w.subscriber_id and d.state = 'failed'`.execute(
    tables,
  );
  const isWoken = await putBackDeferred(tables, send, keys);
  return (numAffectedRows ?? 0n) > 0n || isWoken;
}

async function putBackDeferred(
  tables: Kysely<Tables>,
  send: number,
  keys: readonly string[],
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    with wanted as materialized (
      select d.subscriber_id from delivery d join send s on s.id = d.send_id
      where d.send_id = ${send} and not d.settled and d.state = 'deferred' and d.refusal_key = any (${keys}::text[])
        and d.refusal_key <> all (s.refusals_believed)
      order by d.subscriber_id for update of d
    )
    update delivery d set ${backToPending}, next_attempt_at = null
    from wanted w where d.send_id = ${send} and d.subscriber_id = w.subscriber_id and d.state = 'deferred'`.execute(
    tables,
  );
  return (numAffectedRows ?? 0n) > 0n;
}

/** As {@link putBackRefused}, for the refusals for which the send is paused: before it goes on, or after a kill. */
export async function putBackHeld(tables: Kysely<Tables>, send: number): Promise<boolean> {
  const row = await tables
    .selectFrom('send')
    .select('refusals_held')
    .where('id', '=', send)
    .executeTakeFirstOrThrow();
  return row.refusals_held.length > 0 && putBackRefused(tables, send, row.refusals_held);
}

/** Whether a send goes to somebody at another domain. */
async function goesElsewhere(
  tables: Transaction<Tables>,
  send: number,
  domains: readonly string[],
): Promise<boolean> {
  const { rows } = await sql`
    select from delivery d join subscriber p on p.id = d.subscriber_id
    where d.send_id = ${send} and d.state <> 'skipped'
      and split_part(p.address_key, '@', 2) <> all (${domains.map((domain) => domain.toLowerCase())}::text[])
    limit 1`.execute(tables);
  return rows.length > 0;
}
