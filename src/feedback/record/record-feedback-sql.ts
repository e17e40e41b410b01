import type { Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import type { Tables } from '../../database/tables.ts';
import { resolveDoubt } from '../../ledger/attempts/resolve-doubt-sql.ts';
import { deliveryKey } from '../../ledger/delivery.ts';
import { providerOf } from '../../mail/mailbox-provider.ts';
import { lockConsents } from '../consent/consent-sql.ts';
import { type SuppressedPerson, suppressFor } from '../consent/suppress-sql.ts';
import { leave } from '../consent/unsubscribe-sql.ts';
import type { TakenFeedback } from '../feedback-intake.ts';
import { askingWhy } from './asking-event.ts';
import { type BurstKey, lockBursts, type ReadBurst } from './burst-sql.ts';
import { type Decision, decideReport, type Found, type JudgedBurst, whyUnmatched } from './decide-report.ts';
import type { FeedbackEvent } from './feedback-event.ts';
import { findDeliveries, type Matched, readFacts } from './read-facts-sql.ts';

/** What was done with an event, and the burst that it is a part of. */
export interface Recorded {
  readonly taken: TakenFeedback;
  readonly burst: (BurstKey & JudgedBurst) | null;
  /** Whose it is, where that is known. */
  readonly found: Found | null;
}

/** An event, whose it is and what is to be done with it. */
interface Judged {
  readonly event: FeedbackEvent;
  readonly found: Found | null;
  readonly decision: Decision;
  readonly burst?: BurstKey & JudgedBurst;
}

/**
 * Records reports and does what follows from them, in one transaction: what is decided is written once, and is what
 * it resolves with, in their order. The same report twice is the same as once. Reports about one person wait for each
 * other, and for their leaving and coming back; those of one burst too.
 *
 * @param events {@link maxConsents} at most, and no two about one subscriber
 */
export async function recordFeedback(
  database: Database,
  events: readonly FeedbackEvent[],
  readBurst: ReadBurst,
): Promise<Recorded[]> {
  return database.tables.transaction().execute(async (tables) => {
    const found = await findLocked(tables, events);
    const doubtful = events.flatMap((event) => {
      const why = whyUnmatched(event, found.get(event) ?? null);
      const decision: Decision = { disposition: 'unmatched', why: askingWhy(event) ?? why ?? '' };
      return why === null ? [] : [{ event, found: found.get(event) ?? null, decision }];
    });
    const isDoubtful = new Set(doubtful.map(({ event }) => event));
    const matched = [...found].flatMap(([event, one]) =>
      isDoubtful.has(event) ? [] : [{ event, found: one }],
    );
    const recorded = await recordMatched(tables, matched, readBurst);
    // What names nobody is held by no lock, so two who record the same must do so in one order.
    doubtful.sort((a, b) => (a.event.key < b.event.key ? -1 : 1));
    for (const [event, one] of await write(tables, doubtful)) recorded.set(event, one);
    return events.map(
      (event) => recorded.get(event) ?? { taken: taken(event, null, null), burst: null, found: null },
    );
  });
}

/** The deliveries of events, the consents of their subscribers locked. */
async function findLocked(
  tables: Transaction<Tables>,
  events: readonly FeedbackEvent[],
): Promise<ReadonlyMap<FeedbackEvent, Found>> {
  const deliveries = events.flatMap(({ delivery }) => delivery ?? []);
  if (deliveries.length === 0) return new Map();
  await lockConsents(
    tables,
    deliveries.map(({ subscriber }) => subscriber),
  );
  const found = await findDeliveries(tables, deliveries);
  return new Map(
    events.flatMap((event) => {
      const one = event.delivery && found.get(deliveryKey(event.delivery));
      return one ? [[event, one]] : [];
    }),
  );
}

type AllRecorded = Map<FeedbackEvent, Recorded>;

/** Hard bounces one after the other, since each is judged by those of its burst before; all others at once. */
async function recordMatched(
  tables: Transaction<Tables>,
  matched: readonly Matched[],
  readBurst: ReadBurst,
): Promise<AllRecorded> {
  if (matched.length === 0) return new Map();
  const facts = await readFacts(tables, matched);
  const known = matched.map((one, at) => ({ ...one, facts: facts[at] ?? noFacts }));
  const others = known.filter(({ event }) => !isHard(event));
  const recorded = await write(
    tables,
    others.map((one) => ({
      ...one,
      decision: decided(one.event, one.found, { ...one.facts, burst: null }),
    })),
  );
  const hard = known.filter(({ event }) => isHard(event));
  await lockBursts(
    tables,
    hard.map(({ found }) => burstOf(found)),
  );
  for (const { event, found, facts: before } of hard) {
    const burst = await readBurst(tables, burstOf(found), found.subscriber);
    const decision = decided(event, found, { ...before, burst });
    const written = await write(tables, [{ event, found, decision, burst: { ...burstOf(found), ...burst } }]);
    for (const [one, what] of written) recorded.set(one, what);
  }
  return recorded;
}

/** Who asks to leave is told so, whatever else the report is. */
function decided(...[event, found, facts]: Parameters<typeof decideReport>): Decision {
  const decision = decideReport(event, found, facts);
  return { ...decision, why: askingWhy(event) ?? decision.why };
}

const noFacts = { isOvertaken: false, standing: null, history: { failures: [], arrivals: [] } };

function isHard({ result }: FeedbackEvent): boolean {
  return result.kind === 'hard';
}

function burstOf({ send, addressKey, hostedBy }: Found): BurstKey {
  return { send, provider: providerOf(addressKey, hostedBy) };
}

async function write(tables: Transaction<Tables>, judged: readonly Judged[]): Promise<AllRecorded> {
  const ids = await insertEvents(tables, judged);
  const fresh = judged.flatMap((one) => {
    const id = ids.get(one.event.key);
    return id === undefined ? [] : [{ ...one, id }];
  });
  await follow(tables, fresh);
  return new Map(
    judged.map(({ event, found, decision, burst = null }) => [
      event,
      { taken: taken(event, found, ids.has(event.key) ? decision : null), burst, found },
    ]),
  );
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

/** Their ids by the keys of their events, without those that were recorded before. */
async function insertEvents(
  tables: Transaction<Tables>,
  judged: readonly Judged[],
): Promise<ReadonlyMap<string | null, number>> {
  if (judged.length === 0) return new Map();
  const rows = await tables
    .insertInto('feedback_event')
    .values(judged.map(rowOf))
    .onConflict((conflict) => conflict.column('event_key').doNothing())
    .returning(['id', 'event_key'])
    .execute();
  return new Map(rows.map(({ id, event_key }) => [event_key, id]));
}

function rowOf({ event, found, decision: { disposition, why } }: Judged) {
  const { key, via, place, result, at, doubt, asking } = event;
  return {
    event_key: key,
    kind: result.kind,
    category: result.category,
    disposition,
    via,
    send_id: found?.send ?? null,
    subscriber_id: found?.subscriber ?? null,
    recipient: result.recipient && storableText(result.recipient, 320),
    provider: found ? providerOf(found.addressKey, found.hostedBy) : null,
    action: result.action,
    status: result.status && storableText(result.status, 20),
    reply: storableText(result.why, 1_000),
    why,
    detail: JSON.stringify({ place, ...(doubt ? { doubt } : {}), ...(asking ? { asking } : {}) }),
    at,
  };
}

type Fresh = Judged & { readonly id: number };

async function follow(tables: Transaction<Tables>, fresh: readonly Fresh[]): Promise<void> {
  const leaving = fresh.flatMap(({ found, decision, event: { at } }) =>
    found && decision.disposition === 'unsubscribed'
      ? [{ ...personOf(found), evidence: { via: 'provider' as const, at } }]
      : [],
  );
  if (leaving.length > 0) await leave(tables, leaving);
  for (const one of fresh) if (one.found) await followOne(tables, one, one.found);
}

async function followOne(
  tables: Transaction<Tables>,
  { id, event: { via, result, at }, decision: { disposition, reason } }: Fresh,
  found: Found,
): Promise<void> {
  const { category, status, why: reply } = result;
  const isDoubtful = found.state === 'in_doubt' || found.state === 'committing';
  // A letter by hand, or what cannot be read, may come from anywhere that the message was passed on to.
  if (isDoubtful && disposition !== 'unmatched' && category !== 'not_feedback' && category !== 'unreadable')
    await resolveDoubt(tables, found, `The relay had it: ${category} came back by ${via}, event ${id}.`);
  if (!reason) return;
  const evidence = { event: id, via, send: found.send, category, status, reply: storableText(reply, 1_000) };
  await suppressFor(tables, personOf(found), reason, evidence, at);
}

function personOf({ subscriber: id, addressKey }: Found): SuppressedPerson {
  return { id, addressKey };
}
