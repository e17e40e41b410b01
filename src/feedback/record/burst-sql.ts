import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { mailProvider } from '../../mail/mailbox-provider.ts';
import { type Burst, type HardBounces, isCountDue, judgeBurst, minBatch } from '../policy/breaker.ts';
import type { JudgedBurst } from './decide-report.ts';

/** The hard bounces of one provider in one send, which are judged together. */
export interface BurstKey {
  readonly send: number;
  readonly provider: string;
}

/** Reads and judges a burst, one more hard bounce of a subscriber's being in it, in the transaction that writes this. */
export type ReadBurst = (
  tables: Transaction<Tables>,
  burst: BurstKey,
  subscriber: number,
) => Promise<JudgedBurst>;

/**
 * Has those who record into these bursts do so one after the other, from the reading to the commit, so that each sees all
 * before it. Always in one order, so that no two wait for each other; hence all at once, after all consents.
 */
export async function lockBursts(tables: Transaction<Tables>, bursts: readonly BurstKey[]): Promise<void> {
  if (bursts.length === 0) return;
  await sql`
    select pg_advisory_xact_lock(hashtext('burst'), l.lock) from (
      select distinct hashtext(key) as lock from unnest(${bursts.map(burstKey)}::text[]) as key order by 1
    ) l`.execute(tables);
}

export function burstKey({ send, provider }: BurstKey): string {
  return `${send} ${provider}`;
}

/**
 * The breaker, to be kept by a process for as long as it records. Once a provider returns for good more than a tenth of
 * what it was sent, whom it has had suppressed in this send goes into quarantine, and whom it returns from then on; once
 * the share has fallen again, since the send went on, they are suppressed after all.
 * It asks that the burst is locked.
 */
export function burstReader(): ReadBurst {
  const reached = new Map<string, Burst>();
  return async (tables, burst, subscriber) => {
    const key = burstKey(burst);
    const bounces = await countHard(tables, burst, subscriber);
    const last = reached.get(key) ?? null;
    if (!isCountDue(bounces, last)) return { bounces, verdict: judgeBurst(bounces, last?.batch ?? minBatch) };
    const batch = await countReached(tables, burst);
    reached.set(key, { hard: bounces.hard, batch });
    return { bounces, verdict: judgeBurst(bounces, batch) };
  };
}

async function countHard(
  tables: Transaction<Tables>,
  { send, provider }: BurstKey,
  subscriber: number,
): Promise<HardBounces> {
  const { rows } = await sql<HardBounces>`
    select count(distinct subscriber_id) filter (where subscriber_id <> ${subscriber})::int + 1 as hard,
      count(*) filter (where disposition = 'suppressed')::int as suppressed,
      count(*) filter (where disposition = 'quarantined')::int as quarantined,
      count(*) filter (where disposition = 'released')::int as released,
      count(*) filter (where disposition = 'confirmed')::int as confirmed
    from feedback_event
    where send_id = ${send} and provider = ${provider} and kind = 'hard' and disposition <> 'unmatched'`.execute(
    tables,
  );
  return rows[0] ?? { hard: 1, suppressed: 0, quarantined: 0, released: 0, confirmed: 0 };
}

async function countReached(tables: Transaction<Tables>, { send, provider }: BurstKey): Promise<number> {
  const { rows } = await sql<{ domain: string; hostedBy: string | null; deliveries: number }>`
    select g.domain, k.provider as "hostedBy", g.deliveries from (
      select split_part(p.address_key, '@', 2) as domain, count(*)::int as deliveries
      from delivery d join subscriber p on p.id = d.subscriber_id
      where d.send_id = ${send} and d.state in ('accepted', 'failed', 'in_doubt', 'committing')
      group by 1
    ) g left join mail_domain k on k.domain = g.domain`.execute(tables);
  return rows
    .filter(({ domain, hostedBy }) => mailProvider(domain, hostedBy) === provider)
    .reduce((sum, { deliveries }) => sum + deliveries, 0);
}
