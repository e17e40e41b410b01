import { sql, type Transaction } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { DeliveryState, Disposition, Tables } from '../../database/tables.ts';
import { resolveDoubt } from '../../ledger/resolve-doubt-sql.ts';
import type { Category } from '../bounce-report.ts';
import { lockConsent } from '../consent/consent-sql.ts';
import { isStronger, readSuppression, suppressFor } from '../consent/suppress-sql.ts';
import { leave } from '../consent/unsubscribe-sql.ts';
import type { TakenFeedback } from '../feedback-intake.ts';
import { providerOf } from '../policy/mail-provider.ts';
import { judgeFailure, weigh } from '../policy/suppression-policy.ts';
import { type FeedbackEvent, saidBy } from './feedback-event.ts';
import { readHistory } from './feedback-history-sql.ts';

/** A tag can be read by everybody who was ever given the message; after so long nothing true comes with it. */
const tagDays = 60;

/** What was done with an event, and where it belongs. */
export interface Recorded extends TakenFeedback {
  readonly provider: string | null;
}

/** The delivery that a report is about, and its subscriber. */
interface Found {
  readonly send: number;
  readonly subscriber: number;
  readonly state: DeliveryState;
  readonly updatedAt: Date;
  readonly isRehearsal: boolean;
  readonly address: string;
  readonly addressKey: string;
}

interface Decision {
  readonly disposition: Extract<
    Disposition,
    'suppressed' | 'counted' | 'noted' | 'released' | 'unsubscribed' | 'unmatched'
  >;
  readonly reason?: SuppressionReason;
  readonly why: string;
}

/**
 * Records one report and does what follows from it, in one transaction. The same report twice is the same as once.
 * Reports about one person wait for each other, and for their leaving and coming back.
 */
export async function recordFeedback(database: Database, event: FeedbackEvent): Promise<Recorded> {
  return database.tables.transaction().execute(async (tables) => {
    if (event.delivery) await lockConsent(tables, event.delivery.subscriber);
    const found = event.delivery ? await findDelivery(tables, event.delivery) : null;
    const about = { address: found?.address ?? null, category: event.result.category };
    const provider = found ? providerOf(found.addressKey) : null;
    const decision = await decide(tables, event, found);
    const id = await insertEvent(tables, event, found, decision);
    if (id === null) return { became: 'repeated', why: 'Was recorded before.', ...about, provider };
    if (found && decision.disposition !== 'unmatched') await follow(tables, id, event, found, decision);
    const { disposition, why } = decision;
    return { became: disposition === 'released' ? 'noted' : disposition, why, ...about, provider };
  });
}

async function findDelivery(
  tables: Transaction<Tables>,
  { send, subscriber }: { send: number; subscriber: number },
): Promise<Found | null> {
  // A tag holds larger numbers than the columns do.
  if (send > 2 ** 31 - 1) return null;
  const { rows } = await sql<Found>`
    select d.send_id as send, d.subscriber_id as subscriber, d.state, d.updated_at as "updatedAt",
      s.rehearsal as "isRehearsal", p.address, p.address_key as "addressKey"
    from delivery d join send s on s.id = d.send_id join subscriber p on p.id = d.subscriber_id
    where d.send_id = ${send} and d.subscriber_id = ${subscriber}`.execute(tables);
  return rows[0] ?? null;
}

/** What the report would do, before it is known whether it is a new one. */
async function decide(
  tables: Transaction<Tables>,
  event: FeedbackEvent,
  found: Found | null,
): Promise<Decision> {
  const doubt = whyUnmatched(event, found);
  if (doubt !== null || !found) return { disposition: 'unmatched', why: doubt ?? '' };
  const isLate = event.at.getTime() - found.updatedAt.getTime() > tagDays * 86_400_000;
  const wish = wishes[event.result.category];
  // Whoever wants no more mail wants none, however long ago the one was by which they say so.
  if (isLate && !wish)
    return { disposition: 'noted', why: `Came more than ${tagDays} days after the message.` };
  const later = wish ? await returnedSince(tables, event, found) : await undoneSince(tables, found);
  if (later !== null) return { disposition: 'noted', why: later };
  const decision = wish ?? (await judge(tables, event, found));
  if (!decision.reason) return decision;
  const standing = await readSuppression(tables, found.addressKey);
  if (!standing || isStronger(decision.reason, standing.reason)) return decision;
  return { disposition: 'noted', why: `Not mailed anyway (${standing.reason}).` };
}

/** What a reader says themselves, for which nothing has to be weighed. */
const wishes: Partial<Record<Category, Decision>> = {
  complaint: {
    disposition: 'suppressed',
    reason: 'complaint',
    why: 'The reader reported the mail as spam.',
  },
  unsubscribed: { disposition: 'unsubscribed', why: 'The reader unsubscribed at the provider.' },
};

async function judge(tables: Transaction<Tables>, event: FeedbackEvent, found: Found): Promise<Decision> {
  const failure = { weight: weigh(saidBy(event)), send: found.send, at: event.at };
  const isSure = failure.weight === 'at once' || failure.weight === 'never' || failure.weight === 'neither';
  const nothing = { failures: [], arrivals: [] };
  const history = isSure ? nothing : await readHistory(tables, found.subscriber, event.at);
  const verdict = judgeFailure(failure, history);
  if (failure.weight === 'at once' && (await isReleased(tables, found)))
    return {
      disposition: 'released',
      why: 'A person has said that the provider was at fault, not the reader.',
    };
  if (verdict.decision === 'suppress')
    return { disposition: 'suppressed', reason: verdict.reason, why: verdict.why };
  return { disposition: verdict.decision === 'count' ? 'counted' : 'noted', why: verdict.why };
}

/** Whether a person has taken what this provider returned in this send out of quarantine. */
async function isReleased(tables: Transaction<Tables>, { send, addressKey }: Found): Promise<boolean> {
  const released = await tables
    .selectFrom('feedback_event')
    .select('id')
    .where('send_id', '=', send)
    .where('provider', '=', providerOf(addressKey))
    .where('kind', '=', 'hard')
    .where('disposition', '=', 'released')
    .limit(1)
    .executeTakeFirst();
  return released !== undefined;
}

/** A sentence where the report belongs to no message that can have come to anybody. */
function whyUnmatched({ delivery, via }: FeedbackEvent, found: Found | null): string | null {
  if (!delivery) return 'Names no delivery of ours by a signature; an address alone proves nothing.';
  if (!found) return 'Names a delivery that is not known here.';
  if (found.isRehearsal) return 'Is about a rehearsal, which reached nobody.';
  const reached: readonly DeliveryState[] =
    via === 'relay' ? ['failed'] : ['accepted', 'in_doubt', 'committing'];
  return reached.includes(found.state)
    ? null
    : `Is about a delivery that is ${found.state}, so nobody can have it.`;
}

/** What was sent before a person took a suppression back counts no more: they know better. */
async function undoneSince(
  tables: Transaction<Tables>,
  { subscriber, updatedAt }: Found,
): Promise<string | null> {
  const undone = await tables
    .selectFrom('feedback_event')
    .select('at')
    .where('subscriber_id', '=', subscriber)
    .where('kind', '=', 'undo')
    .where('at', '>', updatedAt)
    .executeTakeFirst();
  return undone ? 'Is about a message from before the suppression was taken back by hand.' : null;
}

async function returnedSince(
  tables: Transaction<Tables>,
  { at }: FeedbackEvent,
  { subscriber }: Found,
): Promise<string | null> {
  const returned = await tables
    .selectFrom('consent')
    .select('id')
    .where('subscriber_id', '=', subscriber)
    .where('event', '=', 'resubscribed')
    .where('at', '>', at)
    .executeTakeFirst();
  return returned ? 'The reader has subscribed again since.' : null;
}

/** Null where the same report was recorded before. */
async function insertEvent(
  tables: Transaction<Tables>,
  { key, via, place, result, at, delivery }: FeedbackEvent,
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
      detail: JSON.stringify({ place, ...(delivery && !found ? { delivery } : {}) }),
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
  if (disposition === 'unsubscribed') await leave(tables, person, { via: 'provider', at });
  if (!reason) return;
  const evidence = { event: id, via, send: found.send, category, status, reply: storableText(reply, 1_000) };
  await suppressFor(tables, person, reason, evidence, at);
}
