import type { Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { Tables } from '../../database/tables.ts';
import { resolveDoubt } from '../../ledger/attempts/resolve-doubt-sql.ts';
import { providerOf } from '../../mail/mailbox-provider.ts';
import { lockConsent } from '../consent/consent-sql.ts';
import { suppressFor } from '../consent/suppress-sql.ts';
import { leave } from '../consent/unsubscribe-sql.ts';
import type { TakenFeedback } from '../feedback-intake.ts';
import type { BurstKey, ReadBurst } from './burst-sql.ts';
import { type Decision, decideReport, type Found, type JudgedBurst, whyUnmatched } from './decide-report.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { findDelivery, readFacts } from './read-facts-sql.ts';

/** What was done with an event, and the burst that it is a part of. */
export interface Recorded {
  readonly taken: TakenFeedback;
  readonly burst: (BurstKey & JudgedBurst) | null;
}

/**
 * Records one report and does what follows from it, in one transaction: what is decided is written once, and is what
 * it resolves with. The same report twice is the same as once. Reports about one person wait for each other, and for
 * their leaving and coming back; those of one burst too.
 */
export async function recordFeedback(
  database: Database,
  event: FeedbackEvent,
  readBurst: ReadBurst,
): Promise<Recorded> {
  return database.tables.transaction().execute(async (tables) => {
    if (event.delivery) await lockConsent(tables, event.delivery.subscriber);
    const found = event.delivery ? await findDelivery(tables, event.delivery) : null;
    const doubt = whyUnmatched(event, found);
    if (!found || doubt !== null) return recordUnmatched(tables, event, found, doubt ?? '');
    const facts = await readFacts(tables, event, found, readBurst);
    const decision = decideReport(event, found, facts);
    const id = await insertEvent(tables, event, found, decision);
    if (id !== null) await follow(tables, id, event, found, decision);
    const { send, addressKey } = found;
    const burst = facts.burst && { send, provider: providerOf(addressKey), ...facts.burst };
    return { taken: taken(event, found, id === null ? null : decision), burst };
  });
}

async function recordUnmatched(
  tables: Transaction<Tables>,
  event: FeedbackEvent,
  found: Found | null,
  why: string,
): Promise<Recorded> {
  const decision = { disposition: 'unmatched', why } as const;
  const id = await insertEvent(tables, event, found, decision);
  return { taken: taken(event, found, id === null ? null : decision), burst: null };
}

/** @param decision null where the same report was recorded before */
function taken(
  { result: { category }, doubt }: FeedbackEvent,
  found: Found | null,
  decision: Decision | null,
): TakenFeedback {
  const about = { address: found?.address ?? null, category, ...(doubt ? { doubt } : {}) };
  if (!decision) return { became: 'repeated', why: 'Was recorded before.', ...about };
  const { disposition, why } = decision;
  return { became: disposition === 'released' ? 'noted' : disposition, why, ...about };
}

/** Null where the same report was recorded before. */
async function insertEvent(
  tables: Transaction<Tables>,
  { key, via, place, result, at, doubt }: FeedbackEvent,
  found: Found | null,
  { disposition, why }: Decision,
): Promise<number | null> {
  const row = await tables
    .insertInto('feedback_event')
    .values({
      event_key: key,
      kind: result.kind,
      category: result.category,
      disposition,
      via,
      send_id: found?.send ?? null,
      subscriber_id: found?.subscriber ?? null,
      recipient: result.recipient && storableText(result.recipient, 320),
      provider: found ? providerOf(found.addressKey) : null,
      action: result.action,
      status: result.status && storableText(result.status, 20),
      reply: storableText(result.why, 1_000),
      why,
      detail: JSON.stringify({ place, ...(doubt ? { doubt } : {}) }),
      at,
    })
    .onConflict((conflict) => conflict.column('event_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

async function follow(
  tables: Transaction<Tables>,
  id: number,
  { via, result, at, delivery }: FeedbackEvent,
  found: Found,
  { disposition, reason }: Decision,
): Promise<void> {
  const { category, status, why: reply } = result;
  // A letter by hand, or what cannot be read, may come from anywhere that the message was passed on to.
  if (delivery && via !== 'relay' && category !== 'not_feedback' && category !== 'unreadable')
    await resolveDoubt(tables, delivery, `The relay had it: ${category} came back by ${via}, event ${id}.`);
  const person = { id: found.subscriber, addressKey: found.addressKey };
  if (disposition === 'unsubscribed') await leave(tables, [{ ...person, evidence: { via: 'provider', at } }]);
  if (!reason) return;
  const evidence = { event: id, via, send: found.send, category, status, reply: storableText(reply, 1_000) };
  await suppressFor(tables, person, reason, evidence, at);
}
