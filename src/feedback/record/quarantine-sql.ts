import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Disposition, Tables } from '../../database/tables.ts';
import { lockConsent } from '../consent/consent-sql.ts';
import { liftSuppressionOf, suppressFor } from '../consent/suppress-sql.ts';
import { type Burst, isBurst, minBatch } from '../policy/breaker.ts';
import { mailProvider } from '../policy/mail-provider.ts';

/** The hard bounces of one provider in one send, which are judged together. */
export interface BurstKey {
  readonly send: number;
  readonly provider: string;
}

/** Judges a burst after each hard bounce of it; to be kept by a process for as long as it records. */
export type BurstWatch = (burst: BurstKey) => Promise<void>;

/**
 * The breaker. Once a provider returns for good more than a tenth of what it was sent, whom it has had suppressed in
 * this send goes into quarantine, and whom it returns from then on; once the share has fallen again, since the send went
 * on, they are suppressed after all. A person's decision about the burst ends the judging.
 *
 * Every recorder judges after its own commit, so the last of several at once sees all; one that is killed before it has
 * judged is made up for by the next.
 */
export function watchBursts(database: Database): BurstWatch {
  const reached = new Map<string, Reached>();
  return async (burst) => {
    const known = await countHard(database, burst);
    const key = `${burst.send} ${burst.provider}`;
    const last = reached.get(key);
    if (known.decided > 0 || !isWorthJudging(known, last)) return;
    const isNew = !last || known.quarantined === 0 || known.hard > last.hard * 1.1;
    const now = isNew ? { hard: known.hard, batch: await countReached(database, burst) } : last;
    reached.set(key, now);
    if (isBurst({ hard: known.hard, batch: now.batch }))
      await moveEvents(database, burst, 'suppressed', toQuarantine);
    else if (known.quarantined > 0)
      await moveEvents(database, burst, 'quarantined', toSuppression('suppressed'));
  };
}

/** How many a send had reached when they were last counted, and how many had come back then. */
type Reached = Burst;

/**
 * Counting a batch means reading a whole send, so it is done where it can decide something: the number only grows, and
 * where the old one makes no burst the new one will make none. In quarantine it is done anew with each tenth more.
 */
function isWorthJudging({ hard, quarantined }: HardCount, last: Reached | undefined): boolean {
  return quarantined > 0 || isBurst({ hard, batch: last?.batch ?? minBatch });
}

interface HardCount {
  readonly hard: number;
  readonly quarantined: number;
  readonly decided: number;
}

async function countHard(database: Database, { send, provider }: BurstKey): Promise<HardCount> {
  const { rows } = await sql<HardCount>`
    select count(distinct subscriber_id)::int as hard,
      count(*) filter (where disposition = 'quarantined')::int as quarantined,
      count(*) filter (where disposition in ('released', 'confirmed'))::int as decided
    from feedback_event
    where send_id = ${send} and provider = ${provider} and kind = 'hard' and disposition <> 'unmatched'`.execute(
    database.tables,
  );
  return rows[0] ?? { hard: 0, quarantined: 0, decided: 0 };
}

async function countReached(database: Database, { send, provider }: BurstKey): Promise<number> {
  const { rows } = await sql<{ domain: string; deliveries: number }>`
    select split_part(p.address_key, '@', 2) as domain, count(*)::int as deliveries
    from delivery d join subscriber p on p.id = d.subscriber_id
    where d.send_id = ${send} and d.state in ('accepted', 'failed', 'in_doubt', 'committing')
    group by 1`.execute(database.tables);
  return rows
    .filter(({ domain }) => mailProvider(domain) === provider)
    .reduce((sum, { deliveries }) => sum + deliveries, 0);
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

type Move = (tables: Transaction<Tables>, event: MovedEvent) => Promise<Disposition>;

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

/** So many locks fit into the lock table of a server beside those of everybody else. */
const chunk = 200;

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
      .limit(chunk)
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
    for (const { subscriber_id } of ids) if (subscriber_id !== null) await lockConsent(tables, subscriber_id);
    // Read after the locks: somebody may have moved them meanwhile.
    const { rows } = await sql<MovedEvent>`
      select e.id, p.id as subscriber, p.address_key as "addressKey", e.via, e.send_id as send, e.category, e.status,
        coalesce(e.reply, '') as reply, e.at
      from feedback_event e join subscriber p on p.id = e.subscriber_id
      where e.id = any (${ids.map(({ id }) => id)}::bigint[]) and e.disposition = ${from}
      order by e.id`.execute(tables);
    for (const event of rows) {
      const disposition = await move(tables, event);
      await tables.updateTable('feedback_event').set({ disposition }).where('id', '=', event.id).execute();
    }
    return rows.length;
  });
}
