import { type Kysely, sql } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { isOnList } from '../audience/send-lists-sql.ts';
import { peopleAlike } from '../refusals/refused-alike.ts';
import { offList } from '../skip-reason.ts';
import { withLockedSend } from './pause-resume-cancel-sql.ts';
import { refuseUnsettledRestore } from './restored-sql.ts';
import { askedNow } from './send-state-sql.ts';

/** What became of the failed that were to be tried again. */
export interface Retried {
  /** How many went back to pending. */
  readonly retried: number;
  /** How many stay as they are, since they must not be mailed. */
  readonly left: number;
  /** The first of those. */
  readonly leftAlone: readonly LeftAlone[];
}

export interface LeftAlone {
  readonly address: string;
  /** The reason of a suppression, or that of skip-reason.ts. */
  readonly reason: SuppressionReason | typeof offList;
}

/**
 * Puts the failed of a send back to pending, their attempts counted anew, but for those who must not be mailed: these
 * stay failed. A send that was done goes on, a paused one stays paused, a cancelled one is left alone.
 */
export async function retryFailed(database: Database, send: number): Promise<Retried> {
  let outcome: Retried = { retried: 0, left: 0, leftAlone: [] };
  await withLockedSend(database, send, async (tables, { state }) => {
    if (state === 'cancelled') return;
    await refuseUnsettledRestore({ tables });
    await believeRefusals(tables, send);
    const retried = await putBack(tables, send, 'failed');
    if (retried > 0) await reopenSend(tables, send);
    outcome = { retried, ...(await readLeftAlone(tables, send)) };
  });
  return outcome;
}

const leftAloneShown = 20;

async function readLeftAlone(tables: Kysely<Tables>, send: number): Promise<Omit<Retried, 'retried'>> {
  const { rows } = await sql<LeftAlone & { left: number }>`
    select p.address, coalesce(x.reason, ${offList}) as reason, count(*) over ()::int as left
    from delivery d join subscriber p on p.id = d.subscriber_id
    left join suppression x on x.address_key = p.address_key
    where d.send_id = ${send} and d.state = 'failed'
      and (x.reason is not null or not ${sql.raw(isOnList(String(send), 'd.subscriber_id'))})
    order by d.subscriber_id limit ${leftAloneShown}`.execute(tables);
  const leftAlone = rows.map(({ address, reason }) => ({ address, reason }));
  return { left: rows[0]?.left ?? 0, leftAlone };
}

/**
 * Puts back to pending those of whom only the relay knows whether they have it: some get it twice. Who must not be
 * mailed stays in doubt. Only on a person's word, in the transaction of the caller, who holds the lock on the send. How
 * many went back.
 */
export function resendInDoubt(tables: Kysely<Tables>, send: number): Promise<number> {
  return putBack(tables, send, 'in_doubt');
}

/** Whoever has the failed tried again knows what they were told: the same of all of them pauses nothing. */
async function believeRefusals(tables: Kysely<Tables>, send: number): Promise<void> {
  await sql`
    update send set refusals_believed = array(
      select unnest(refusals_believed) union
      select refusal_key from delivery where send_id = ${send} and state = 'failed' and refusal_key is not null
      group by refusal_key having count(*) >= ${peopleAlike}
    ) where id = ${send}`.execute(tables);
}

async function putBack(tables: Kysely<Tables>, send: number, from: 'failed' | 'in_doubt'): Promise<number> {
  // Locked in one order, since a late reply may be writing to the same rows.
  const { numAffectedRows } = await sql`
    with wanted as materialized (
      select d.subscriber_id from delivery d join subscriber p on p.id = d.subscriber_id
      where d.send_id = ${send} and d.state = ${from}
        and not exists (select from suppression x where x.address_key = p.address_key)
        and ${sql.raw(isOnList(String(send), 'd.subscriber_id'))}
      order by d.subscriber_id for update of d
    )
    update delivery d
    set state = 'pending', attempt = 0, next_attempt_at = null, is_refusal_open = false, updated_at = now()
    from wanted w where d.send_id = ${send} and d.subscriber_id = w.subscriber_id and d.state = ${from}`.execute(
    tables,
  );
  return Number(numAffectedRows ?? 0);
}

async function reopenSend(tables: Kysely<Tables>, send: number): Promise<void> {
  await tables
    .updateTable('send')
    .set(({ ref }) => ({
      state: sql`case ${ref('state')} when 'done' then 'running' else ${ref('state')} end`,
      finished_at: null,
      ...askedNow,
    }))
    .where('id', '=', send)
    .execute();
}
