import { deliverWith } from '../../delivery/deliver.ts';
import { type DomainPace, domainPace } from '../../delivery/pace/domain-pace.ts';
import type { PaceStore } from '../../delivery/pace/pace-store.ts';
import type { RelaySet } from '../../delivery/relay-set.ts';
import { claimDeliveries } from '../../ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../ledger/attempts/commit-sql.ts';
import { recordOutcomes } from '../../ledger/attempts/record-sql.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import { restNotice } from '../../ledger/notices/notices-sql.ts';
import { pauseForRefusals, putBackRefused } from '../../ledger/refusals/held-refusals-sql.ts';
import { sendExpiry } from '../../ledger/sends/send-expiry-sql.ts';
import { pauseSend } from '../../ledger/sends/send-state-sql.ts';
import { keyIds } from '../keys.ts';
import { composeFromLedger } from './compose-from-ledger-sql.ts';
import { InFlight } from './in-flight.ts';
import { allConnections, jobsPerConnection, type WorkerSetup } from './worker-setup.ts';

/** What a worker does with one job. */
export interface Deliveries {
  readonly inFlight: InFlight;
  readonly pace: DomainPace;
  deliver(id: DeliveryId): Promise<void>;
}

/** @param stopping aborted when nothing more may begin and nobody rests any longer */
export function deliverClaimed(
  setup: WorkerSetup,
  workerId: string,
  relays: RelaySet,
  paceStore: PaceStore,
  stopping: AbortSignal,
): Deliveries {
  const { database, scope, clock, random, onOutcome, onTrouble, warn } = setup;
  const record = recordOutcomes(database);
  const inFlight = new InFlight(
    {
      claim: claimDeliveries(database, workerId, scope, keyIds(setup.keys)),
      commit: commitDeliveries(database, workerId),
      record,
    },
    allConnections(setup),
  );
  const pace = paceOf(setup, paceStore, stopping);
  const deliver = deliverWith({
    ledger: {
      claim: (id) => inFlight.claim(id),
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
    onOutcome: ({ id, notice }, outcome) => {
      // What is told of a send is told of its issue.
      if (!notice) onOutcome(outcome, id.send);
      // Whoever asked for a link asks again; word to the editor nobody else has.
      else if (outcome.state === 'failed' && notice.words !== null)
        warn(`Word to the editor was not delivered: ${outcome.detail}\n`);
    },
  });
  return { inFlight, pace, deliver: (id) => inFlight.run(id, () => deliver(id)) };
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
