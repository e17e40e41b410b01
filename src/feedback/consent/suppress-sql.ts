import { sql, type Transaction } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import { isStronger } from '../../audience/suppression-strength.ts';
import type { Tables } from '../../database/tables.ts';

/** What is kept of why an address must not be mailed. */
export interface Evidence {
  /** The id of the feedback event. */
  readonly event: number;
  readonly via: string;
  readonly send: number | null;
  readonly category: string;
  readonly status: string | null;
  readonly reply: string;
}

/** Who is suppressed, by id and by address: the consent of the subscriber must be locked. */
export interface SuppressedPerson {
  readonly id: number;
  readonly addressKey: string;
}

export function readSuppression(tables: Transaction<Tables>, addressKey: string) {
  return tables
    .selectFrom('suppression')
    .selectAll()
    .where('address_key', '=', addressKey)
    .executeTakeFirst();
}

/** Suppresses, unless a reason as strong stands there already. What it replaces is kept in the evidence. */
export async function suppressFor(
  tables: Transaction<Tables>,
  { addressKey }: SuppressedPerson,
  reason: SuppressionReason,
  evidence: Evidence,
  at: Date,
): Promise<boolean> {
  const standing = await readSuppression(tables, addressKey);
  if (standing && !isStronger(reason, standing.reason)) return false;
  const replaced = standing && {
    reason: standing.reason,
    since: standing.since,
    evidence: withoutReplaced(standing.evidence),
  };
  const row = { reason, since: at, evidence: JSON.stringify({ ...evidence, ...(replaced && { replaced }) }) };
  await tables
    .insertInto('suppression')
    .values({ address_key: addressKey, ...row })
    .onConflict((conflict) => conflict.column('address_key').doUpdateSet(row))
    .execute();
  return true;
}

function withoutReplaced({ replaced: _, ...evidence }: Readonly<Record<string, unknown>>) {
  return evidence;
}

/**
 * Takes back the suppression that an event brought about, if it still stands. What it had replaced stands again; and
 * who has left meanwhile is suppressed by their own wish.
 */
export async function liftSuppressionOf(
  tables: Transaction<Tables>,
  person: SuppressedPerson,
  event: number,
): Promise<void> {
  const standing = await readSuppression(tables, person.addressKey);
  if (standing?.evidence['event'] !== event) return;
  await tables.deleteFrom('suppression').where('address_key', '=', person.addressKey).execute();
  const replaced = standing.evidence['replaced'] as
    | { reason: SuppressionReason; since: string; evidence: unknown }
    | undefined;
  if (replaced && replaced.reason !== 'unsubscribe')
    await tables
      .insertInto('suppression')
      .values({
        address_key: person.addressKey,
        reason: replaced.reason,
        since: replaced.since,
        evidence: JSON.stringify(replaced.evidence),
      })
      .execute();
  else await keepOwnWish(tables, person);
}

/** Suppresses whoever has unsubscribed, by the last thing that we know of their consent, if nothing else does. */
export async function keepOwnWish(
  tables: Transaction<Tables>,
  { id, addressKey }: SuppressedPerson,
): Promise<void> {
  await sql`
    insert into suppression (address_key, reason, since, evidence)
    select ${addressKey}, 'unsubscribe', c.at, jsonb_build_object('via', c.source)
    from (select event, at, source from consent where subscriber_id = ${id} order by id desc limit 1) c
    where c.event = 'unsubscribed'
    on conflict (address_key) do nothing`.execute(tables);
}
