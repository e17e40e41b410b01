import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { deliverWith } from '../delivery/deliver.ts';
import type { Transport } from '../delivery/transport.ts';
import { claimDeliveries } from '../ledger/claim-sql.ts';
import { commitDeliveries } from '../ledger/commit-sql.ts';
import type { DeliveryId, Outcome, Scope } from '../ledger/delivery.ts';
import { pendingDeliveries } from '../ledger/pending-sql.ts';
import { recordOutcomes } from '../ledger/record-sql.ts';
import { recover, recoverStrays } from '../ledger/recovery-sql.ts';
import { sendExpiry } from '../ledger/send-expiry-sql.ts';
import { finishSends, pauseSend } from '../ledger/send-state-sql.ts';
import { holdLease } from '../ledger/worker-lease-sql.ts';
import type { DeliveryQueue } from '../queue/delivery-queue.ts';
import { runFeed } from '../queue/feed.ts';
import { composeFromLedger } from './compose-delivery.ts';
import type { SendingKeys } from './sending-keys.ts';

export interface DeliveringOptions {
  readonly database: Database;
  readonly queue: DeliveryQueue;
  readonly scope: Scope;
  readonly transport: Transport;
  readonly keys: SendingKeys;
  readonly connections: number;
  readonly giveUpAfterMs: number;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Trouble that passes by itself: told, and tried again. */
  readonly onTrouble: (error: unknown) => void;
}

/** A worker at work: the feed fills the queue from the ledger, the queue's jobs are delivered, recovery looks after both. */
export interface Delivering {
  /** Takes no new job, finishes those in flight, closes the sends that are done, and gives the lease back. */
  stop(): Promise<void>;
}

const recoverEveryMs = 5_000;

export async function startDelivering(options: DeliveringOptions): Promise<Delivering> {
  const { database, queue, scope, transport, onTrouble } = options;
  const id = randomUUID();
  const lease = await holdLease(database, { id, host: hostname(), pid: process.pid }, onTrouble);
  const stopping = new AbortController();
  // Every connection may be resting at once.
  setMaxListeners(0, stopping.signal);
  const inFlight = new Set<DeliveryId>();
  const deliver = deliverWith({
    ledger: {
      claim: claimDeliveries(database, id, scope),
      commit: commitDeliveries(database, id),
      record: recordOutcomes(database),
      pause: (send, reason) => pauseSend(database, send, reason),
    },
    compose: composeFromLedger(database, options.keys, () => new Date()),
    transport,
    giveUpAt: sendExpiry(database, options.giveUpAfterMs, Date.now),
    now: () => new Date(),
    random: Math.random,
    wait,
    rest: (ms) => waitUnlessAborted(ms, stopping.signal),
    onOutcome: (_, outcome) => options.onOutcome(outcome),
  });
  const worker = queue.work(async (job) => {
    inFlight.add(job);
    await deliver(job).finally(() => inFlight.delete(job));
  }, options.connections);
  const feed = runFeed({
    next: pendingDeliveries(database, scope),
    queue,
    signal: stopping.signal,
    wait: waitUnlessAborted,
    onError: onTrouble,
  });
  const look = async () => {
    await recover(database);
    await recoverStrays(database, id, [...inFlight]);
    await finishSends(database);
  };
  const recovering = repeat(look, stopping.signal, onTrouble);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([feed, recovering, worker.stop()]);
      await transport.close();
      // With the database away these fail, and say so: the lease runs out by itself, and another worker finishes.
      await finishSends(database).catch(onTrouble);
      await lease.release().catch(onTrouble);
    },
  };
}

/** Looks after the ledger at intervals, the first time at once, until the signal aborts. */
async function repeat(
  look: () => Promise<void>,
  signal: AbortSignal,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await look().catch(onTrouble);
    await waitUnlessAborted(recoverEveryMs, signal);
  }
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
