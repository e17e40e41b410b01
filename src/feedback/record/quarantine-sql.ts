import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { lockConsents, maxConsents } from '../consent/consent-sql.ts';
import { liftSuppressionOf, suppressFor } from '../consent/suppress-sql.ts';
import type { BurstKey } from './burst-sql.ts';
import type { JudgedBurst } from './decide-report.ts';
import { dispositionWords } from './disposition-words.ts';

/**
 * Moves what is there already of a burst to where it belongs, as it was judged with the report that was just committed.
 * Whoever is killed before is made up for by the next who records into the burst, or the same report again.
 */
export async function settleBurst(
  database: Database,
  { verdict, bounces, ...burst }: BurstKey & JudgedBurst,
): Promise<void> {
  if (verdict === 'quarantine' && bounces.suppressed > 0)
    await moveEvents(database, burst, 'suppressed', toQuarantine);
  if (verdict === 'believe' && bounces.quarantined > 0)
    await moveEvents(database, burst, 'quarantined', toSuppression('suppressed'));
}

/** An event that is moved from one disposition to another, in a transaction that holds the consent of its subscriber. */
interface MovedEvent {
  readonly id: number;
  readonly subscriber: number;
  readonly addressKey: string;
  readonly via: string;
  readonly send: number | null;
  readonly category: string;
  readonly status: string | null;
  readonly reply: string;
  readonly at: Date;
}

/** Does what the new disposition means for the subscriber, and says which it is. */
type Move = (tables: Transaction<Tables>, event: MovedEvent) => Promise<keyof typeof dispositionWords>;

const toQuarantine: Move = async (tables, { id, subscriber, addressKey }) => {
  await liftSuppressionOf(tables, { id: subscriber, addressKey }, id);
  return 'quarantined';
};

/** What `bounces undo --quarantine` does: nobody was suppressed, and nothing is. */
export const toRelease: Move = async () => 'released';

export function toSuppression(disposition: 'suppressed' | 'confirmed'): Move {
  return async (tables, { id, subscriber, addressKey, at, ...event }) => {
    const { via, send, category, status, reply } = event;
    const evidence = { event: id, via, send, category, status, reply };
    await suppressFor(tables, { id: subscriber, addressKey }, 'hard-bounce', evidence, at);
    return disposition;
  };
}

/**
 * Moves the hard bounces of a burst on, some hundred subscribers in a transaction, always in their order, so that two
 * who do it at once cannot wait for each other. How many were moved.
 */
export async function moveEvents(
  database: Database,
  { send, provider }: BurstKey,
  from: 'suppressed' | 'quarantined',
  move: Move,
): Promise<number> {
  let moved = 0;
  for (let after = { subscriber: 0, id: 0 }; ; ) {
    const ids = await database.tables
      .selectFrom('feedback_event')
      .select(['id', 'subscriber_id'])
      .where('send_id', '=', send)
      .where('provider', '=', provider)
      .where('kind', '=', 'hard')
      .where('disposition', '=', from)
      .where(sql<boolean>`(subscriber_id, id) > (${after.subscriber}::bigint, ${after.id}::bigint)`)
      .orderBy('subscriber_id')
      .orderBy('id')
      .limit(maxConsents)
      .execute();
    const last = ids.at(-1);
    if (!last) return moved;
    after = { subscriber: last.subscriber_id ?? 0, id: last.id };
    moved += await moveChunk(database, ids, from, move);
  }
}

async function moveChunk(
  database: Database,
  ids: readonly { readonly id: number; readonly subscriber_id: number | null }[],
  from: 'suppressed' | 'quarantined',
  move: Move,
): Promise<number> {
  return database.tables.transaction().execute(async (tables) => {
    await lockConsents(
      tables,
      ids.flatMap(({ subscriber_id }) => subscriber_id ?? []),
    );
    // Read after the locks: somebody may have moved them meanwhile.
    const { rows } = await sql<MovedEvent>`
      select e.id, p.id as subscriber, p.address_key as "addressKey", e.via, e.send_id as send, e.category, e.status,
        coalesce(e.reply, '') as reply, e.at
      from feedback_event e join subscriber p on p.id = e.subscriber_id
      where e.id = any (${ids.map(({ id }) => id)}::bigint[]) and e.disposition = ${from}
      order by e.id`.execute(tables);
    for (const event of rows) {
      const disposition = await move(tables, event);
      await tables
        .updateTable('feedback_event')
        .set({ disposition, why: dispositionWords[disposition] })
        .where('id', '=', event.id)
        .execute();
    }
    return rows.length;
  });
}
