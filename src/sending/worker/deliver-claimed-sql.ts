import { type DeliverOptions, deliverWith } from '../../delivery/deliver.ts';
import { type DomainPace, domainPace } from '../../delivery/pace/domain-pace.ts';
import type { PaceStore } from '../../delivery/pace/pace-store.ts';
import type { RelaySet } from '../../delivery/relay-set.ts';
import { claimDeliveries } from '../../ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../ledger/attempts/commit-sql.ts';
import { recordOutcomes } from '../../ledger/attempts/record-sql.ts';
import { unclaimDeliveries } from '../../ledger/attempts/unclaim-sql.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import { restNotice } from '../../ledger/notices/notices-sql.ts';
import { pauseForRefusals, putBackRefused } from '../../ledger/refusals/held-refusals-sql.ts';
import { sendExpiry } from '../../ledger/sends/send-expiry-sql.ts';
import { pauseSend } from '../../ledger/sends/send-state-sql.ts';
import { domainOf } from '../../mail/address.ts';
import { keyIds } from '../keys.ts';
import { composeFromLedger } from './compose-from-ledger-sql.ts';
import { InFlight } from './in-flight.ts';
import { learnMailDomains, type MailDomainLearner } from './learn-mail-domains-sql.ts';
import { allConnections, jobsPerConnection, type WorkerSetup } from './worker-setup.ts';

/** What a worker does with one job. */
export interface Deliveries {
  readonly inFlight: InFlight;
  readonly pace: DomainPace;
  deliver(id: DeliveryId): Promise<void>;
  /** Resolves once it asks nobody any more who answers for a domain. */
  readonly learning: Promise<void>;
}

/** @param stopping aborted when nothing more may begin and nobody rests any longer */
export function deliverClaimed(
  setup: WorkerSetup,
  workerId: string,
  relays: RelaySet,
  paceStore: PaceStore,
  stopping: AbortSignal,
): Deliveries {
  const { database, scope, clock, random, onTrouble } = setup;
  const record = recordOutcomes(database);
  const inFlight = new InFlight(
    {
      claim: claimDeliveries(database, workerId, scope, keyIds(setup.keys)),
      commit: commitDeliveries(database, workerId),
      record,
      unclaim: unclaimDeliveries(database, workerId),
    },
    allConnections(setup),
    (ms) => clock.wait(ms, stopping),
  );
  const pace = paceOf(setup, paceStore, stopping);
  const learner = learnerOf(setup, stopping);
  const deliver = deliverWith({
    ledger: {
      claim: async (id) => {
        const claimed = await inFlight.claim(id);
        if (claimed?.isHostUnknown) learner?.wonder(domainOf(claimed.subscriber.address));
        return claimed;
      },
      commit: (claimed) => inFlight.commit(claimed),
      record,
      pause: async (send, reason, refusals) => {
        if (await restNotice(database, send, reason))
          return onTrouble(new Error(`A notice waits: ${reason}`));
        await (refusals
          ? pauseForRefusals(database, send, { reason, ...refusals })
          : pauseSend(database, send, reason));
      },
      putBack: async (send, keys) => void (await putBackRefused(database.tables, send, keys)),
    },
    compose: composeFromLedger(database, setup.keys, clock),
    relays,
    pace,
    giveUpAt: sendExpiry(database, setup.giveUpAfterMs, () => clock.now().getTime()),
    now: clock.now,
    random,
    wait: clock.wait,
    rest: (ms) => clock.wait(ms, stopping),
    onOutcome: tellOutcome(setup),
  });
  const learning = learner?.ended ?? done;
  return { inFlight, pace, deliver: (id) => inFlight.run(id, () => deliver(id)), learning };
}

function tellOutcome({ onOutcome, warn }: WorkerSetup): NonNullable<DeliverOptions['onOutcome']> {
  return ({ id, notice }, outcome) => {
    // What is told of a send is told of its issue.
    if (!notice) onOutcome(outcome, id.send);
    // Whoever asked for a link asks again; word to the editor nobody else has.
    else if (outcome.state === 'failed' && notice.words !== null)
      warn(`Word to the editor was not delivered: ${outcome.detail}\n`);
  };
}

const done = Promise.resolve();

/** Who rehearses reaches nobody, and need not know who answers for them. */
function learnerOf(
  { database, scope, resolveMx, clock, onTrouble }: WorkerSetup,
  signal: AbortSignal,
): MailDomainLearner | null {
  if (scope.rehearsal || resolveMx === null) return null;
  const wait = (ms: number) => clock.wait(ms, signal);
  return learnMailDomains({ database, resolve: resolveMx, signal, wait, onTrouble });
}

function paceOf(setup: WorkerSetup, store: PaceStore, stopping: AbortSignal): DomainPace {
  const { clock, random, onTrouble } = setup;
  const connections = allConnections(setup);
  return domainPace({
    connections,
    messages: connections * jobsPerConnection,
    store,
    now: clock.now,
    random,
    wait: (ms) => clock.wait(ms, stopping),
    onTrouble,
  });
}
