import fc from 'fast-check';
import { sql } from 'kysely';
import type { Database } from '../../src/database/database.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../src/ledger/attempts/commit-sql.ts';
import type { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { recover, recoverStrays } from '../../src/ledger/attempts/recovery-sql.ts';
import { takeBackReturned } from '../../src/ledger/audience/send-lists-sql.ts';
import type { Outcome } from '../../src/ledger/delivery.ts';
import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { pauseForRefusals } from '../../src/ledger/refusals/held-refusals-sql.ts';
import { judgeRefusals } from '../../src/ledger/refusals/judge-refusals-sql.ts';
import { openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { cancelSend, pauseByHand, resumeSend } from '../../src/ledger/sends/pause-resume-cancel-sql.ts';
import { retryFailed } from '../../src/ledger/sends/send-again-sql.ts';
import { finishSends, pauseSend } from '../../src/ledger/sends/send-state-sql.ts';
import * as model from './ledger-model.ts';

type Model = model.Model;

export const workers = ['ada', 'bob'] as const;
const maxSubscribers = 6;

/** The SQL under test: its database, the one send, and what each worker calls. */
export interface Real {
  readonly database: Database;
  readonly send: number;
  readonly request: SendRequest;
  readonly record: ReturnType<typeof recordOutcomes>;
  readonly workers: ReadonlyMap<string, RealWorker>;
}

interface RealWorker {
  readonly claim: ReturnType<typeof claimDeliveries>;
  readonly commit: ReturnType<typeof commitDeliveries>;
}

export function realWorkers(database: Database): ReadonlyMap<string, RealWorker> {
  return new Map(
    workers.map((id) => [
      id,
      { claim: claimDeliveries(database, id, { rehearsal: false }), commit: commitDeliveries(database, id) },
    ]),
  );
}

type Command = fc.AsyncCommand<Model, Real>;

/** A command out of what it is called, and what it does to both. */
function command(text: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { toString: () => text, check: () => true, run };
}

function same(what: string, real: unknown, expected: unknown): void {
  if (real !== expected) throw new Error(`${what}: the SQL says ${real}, the model ${expected}.`);
}

function workerOf(real: Real, id: string): RealWorker {
  const worker = real.workers.get(id);
  if (!worker) throw new Error(`There is no worker ${id}.`);
  return worker;
}

const oneWorker = fc.constantFrom(...workers);
const oneSubscriber = fc.integer({ min: 1, max: maxSubscribers });
const someSubscribers = fc.uniqueArray(oneSubscriber, { minLength: 1 });

const leases = fc.tuple(oneWorker, fc.boolean()).map(([id, isAlive]) =>
  command(`${id} is ${isAlive ? 'heard of' : 'lost'}`, async (one, { database }) => {
    if (isAlive) one.alive.add(id);
    else one.alive.delete(id);
    await setLease(database, id, isAlive);
  }),
);

export async function setLease(database: Database, id: string, isAlive: boolean): Promise<void> {
  const until = isAlive ? sql`now() + interval '1 hour'` : sql`now() - interval '1 second'`;
  await sql`insert into worker (id, host, pid, alive_until) values (${id}, 'test', 1, ${until})
    on conflict (id) do update set alive_until = excluded.alive_until`.execute(database.tables);
}

/** Both workers are lost, and what they held is taken back. */
const crashes = fc.constant(
  command('a crash, and recovery', async (one, { database }) => {
    for (const id of workers) await setLease(database, id, false);
    one.alive.clear();
    model.recover(one);
    await recover(database);
    for (const id of workers) await setLease(database, id, true);
    for (const id of workers) one.alive.add(id);
  }),
);

const claims = fc.tuple(oneWorker, someSubscribers).map(([id, subscribers]) =>
  command(`${id} claims ${subscribers}`, async (one, real) => {
    const { claim } = workerOf(real, id);
    const given = await Promise.all(subscribers.map((subscriber) => claim({ send: real.send, subscriber })));
    for (const [at, subscriber] of subscribers.entries())
      same(`claim of ${subscriber}`, given[at] !== null, model.claim(one, id, subscriber));
  }),
);

/** Both ask for the same at once: one of them gets it, and the model is told which. */
const races = someSubscribers.map((subscribers) =>
  command(`all race for ${subscribers}`, async (one, real) => {
    const asked = subscribers.flatMap((subscriber) => workers.map((id) => ({ id, subscriber })));
    const given = await Promise.all(
      asked.map(({ id, subscriber }) => workerOf(real, id).claim({ send: real.send, subscriber })),
    );
    for (const subscriber of subscribers) {
      const winners = asked
        .filter((each, at) => each.subscriber === subscriber && given[at])
        .map(({ id }) => id);
      if (winners.length > 1) throw new Error(`${winners} all claimed ${subscriber}.`);
      // Where nobody got it, nobody may have been able to: the model tries them all.
      for (const id of winners.length > 0 ? winners : workers)
        same(`race for ${subscriber}`, winners.includes(id), model.claim(one, id, subscriber));
    }
  }),
);

/** The last, or one of the few before it, which may be of a claim that is over. */
const whichClaim = fc.integer({ min: 0, max: 7 });

function recentClaim({ claims: made }: Model, back: number): model.ModelClaim | undefined {
  return made[made.length - 1 - (back % Math.max(1, made.length))];
}

const commits = whichClaim.map((at) =>
  command(`commit of claim -${at}`, async (one, real) => {
    const made = recentClaim(one, at);
    if (!made) return;
    const id = { send: real.send, subscriber: made.subscriber };
    const committed = await workerOf(real, made.worker).commit({ id, fence: made.fence });
    same(`commit of ${made.subscriber}`, committed, model.commit(one, made));
  }),
);

const outcomes = fc.constantFrom<model.ModelOutcome[]>(
  'accepted',
  'deferred, due',
  'deferred',
  'failed',
  'refused',
  'refused',
  'pending',
  'in_doubt',
);

const records = fc.tuple(whichClaim, outcomes).map(([at, outcome]) =>
  command(`result of claim -${at}: ${outcome}`, async (one, real) => {
    const made = recentClaim(one, at);
    // Nobody takes, or leaves in doubt, what got no final dot.
    if (!made || (!made.isCommitted && (outcome === 'accepted' || outcome === 'in_doubt'))) return;
    const claimed = { id: { send: real.send, subscriber: made.subscriber }, fence: made.fence };
    const recorded = await real.record({ claimed, outcome: realOutcome(outcome) });
    same(`result of ${made.subscriber}`, recorded, model.record(one, made, outcome));
  }),
);

const refusal = { code: 550, enhancedStatus: '5.1.1', text: '550 5.1.1 unknown' };
const refusalKey = 'the same words';

function realOutcome(outcome: model.ModelOutcome): Outcome {
  const reply = { code: 250, enhancedStatus: null, text: '250 ok' };
  if (outcome === 'accepted') return { state: 'accepted', reply };
  if (outcome === 'refused') return { state: 'failed', reply: refusal, detail: 'refused', refusalKey };
  if (outcome === 'failed') return { state: 'failed', reply: null, detail: 'refused' };
  if (outcome === 'pending' || outcome === 'in_doubt') return { state: outcome, detail: outcome };
  const inMs = outcome === 'deferred' ? 3_600_000 : -1_000;
  return { state: 'deferred', reply: null, detail: 'later', retryAt: new Date(Date.now() + inMs) };
}

const recoveries = fc.constant(
  command('recovery', async (one, { database }) => {
    model.recover(one);
    await recover(database);
  }),
);

const strays = fc.tuple(oneWorker, fc.uniqueArray(oneSubscriber)).map(([id, inFlight]) =>
  command(`${id} looks for strays and knows of ${inFlight}`, async (one, { database, send }) => {
    model.recoverStrays(one, id, inFlight);
    await recoverStrays(
      database,
      id,
      inFlight.map((subscriber) => ({ send, subscriber })),
    );
  }),
);

const ages = fc.constant(
  command('a minute passes', async (one, { database }) => {
    for (const delivery of one.deliveries.values()) delivery.isOld = true;
    await sql`update delivery set updated_at = updated_at - interval '1 minute'`.execute(database.tables);
  }),
);

const departures = oneSubscriber.map((subscriber) =>
  command(`${subscriber} leaves`, async (one, { database }) => {
    if (subscriber > one.subscribers) return;
    one.suppressed.add(subscriber);
    await sql`insert into suppression (address_key, reason, evidence)
      select address_key, 'unsubscribe', '{}' from subscriber where id = ${subscriber}
      on conflict do nothing`.execute(database.tables);
  }),
);

/** The ways off a list: the file does not name them any more, or they left it. And back on it, by another list, too. */
const changesOfList = fc
  .tuple(oneSubscriber, fc.constantFrom('taken off', 'left', 'put back', 'put on another list'))
  .map(([subscriber, how]) =>
    command(`${subscriber} is ${how}`, async (one, { database, send }) => {
      if (subscriber > one.subscribers) return;
      const isOff = how === 'taken off' || how === 'left';
      if (isOff) one.offList.add(subscriber);
      else one.offList.delete(subscriber);
      const { tables } = database;
      if (how === 'taken off')
        await sql`delete from subscription where subscriber_id = ${subscriber}`.execute(tables);
      else if (how === 'left')
        await sql`update subscription set state = 'left' where subscriber_id = ${subscriber}`.execute(tables);
      else {
        const list = how === 'put back' ? 'readers' : 'friends';
        if (list === 'friends')
          await sql`insert into send_list (send_id, list) values (${send}, ${list}) on conflict do nothing`.execute(
            tables,
          );
        await sql`insert into subscription (list, subscriber_id) values (${list}, ${subscriber})
          on conflict (list, subscriber_id) do update set state = 'active'`.execute(tables);
      }
    }),
  );

const returns = fc.constant(
  command('who is back is taken back', async (one, { database }) => {
    model.takeBackReturned(one);
    await takeBackReturned(database.tables);
  }),
);

const arrivals = fc.constant(
  command('somebody subscribes', async (one, { database }) => {
    if (one.subscribers >= maxSubscribers) return;
    one.subscribers += 1;
    await subscribe(database, one.subscribers);
  }),
);

export async function subscribe(database: Database, n: number): Promise<void> {
  await sql`
    with added as (
      insert into subscriber (address, address_key) values (${`r${n}@example.com`}, ${`r${n}@example.com`}) returning id)
    insert into subscription (list, subscriber_id) select 'readers', id from added`.execute(database.tables);
}

const reopenings = fc.record({ includeNew: fc.boolean(), resendInDoubt: fc.boolean() }).map((more) =>
  command(`send again ${JSON.stringify(more)}`, async (one, { database, request }) => {
    const refused = await openSend(database, { ...request, ...more }).then(
      () => null,
      (error: unknown) => {
        if (error instanceof LedgerError) return error.reason;
        throw error;
      },
    );
    same('send again', refused, model.openAgain(one, more));
  }),
);

/** What editors, faults and the end do to a send. */
const sendChanges = fc
  .constantFrom<[string, (one: Model) => void, (real: Real) => Promise<unknown>][]>(
    [
      'a fault pauses',
      (one) => model.pauseFor(one, 'fault'),
      (real) => pauseSend(real.database, real.send, 'x'),
    ],
    ['pause', (one) => model.pauseFor(one, 'editor'), (real) => pauseByHand(real.database, real.send)],
    ['resume', model.resume, (real) => resumeSend(real.database, real.send)],
    ['resume', model.resume, (real) => resumeSend(real.database, real.send)],
    ['retry the failed', model.retryFailed, (real) => retryFailed(real.database, real.send)],
    [
      'refusals pause',
      model.pauseForRefusals,
      (real) =>
        pauseForRefusals(real.database, real.send, { reason: 'x', keys: [refusalKey], onlyDomains: null }),
    ],
    ['refusals are judged', model.judgeRefusals, (real) => judgeRefusals(real.database)],
    ['refusals are judged', model.judgeRefusals, (real) => judgeRefusals(real.database)],
    ['finish', model.finish, (real) => finishSends(real.database)],
    ['finish', model.finish, (real) => finishSends(real.database)],
  )
  .map(([text, onModel, onReal]) =>
    command(text, async (one, real) => {
      onModel(one);
      await onReal(real);
    }),
  );

const cancellations = fc.constant(
  command('cancel', async (one, real) => {
    model.cancel(one);
    await cancelSend(real.database, real.send);
  }),
);

/** The life of a send: what happens to deliveries most of the time, and what stops them seldom. */
export const ledgerCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: claims },
  { weight: 4, arbitrary: races },
  { weight: 14, arbitrary: commits },
  { weight: 14, arbitrary: records },
  { weight: 4, arbitrary: leases },
  { weight: 4, arbitrary: crashes },
  { weight: 5, arbitrary: recoveries },
  { weight: 3, arbitrary: strays },
  { weight: 2, arbitrary: ages },
  { weight: 2, arbitrary: departures },
  { weight: 5, arbitrary: changesOfList },
  { weight: 3, arbitrary: returns },
  { weight: 2, arbitrary: arrivals },
  { weight: 5, arbitrary: reopenings },
  { weight: 8, arbitrary: sendChanges },
  { weight: 1, arbitrary: cancellations },
);
