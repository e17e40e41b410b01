import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { type DeliveryLedger, deliverWith } from '../../delivery/deliver.ts';
import { type DomainPace, domainPace } from '../../delivery/domain-pace.ts';
import type { PaceStore } from '../../delivery/pace-store.ts';
import type { Relay } from '../../delivery/relay.ts';
import type { RelaySet } from '../../delivery/relay-set.ts';
import { sweepRefusals } from '../../feedback/record/sweep-refusals-sql.ts';
import { watchCanaries } from '../../ledger/canary-sql.ts';
import { claimDeliveries } from '../../ledger/claim-sql.ts';
import { commitDeliveries } from '../../ledger/commit-sql.ts';
import type { DeliveryId, Outcome, Scope } from '../../ledger/delivery.ts';
import { pendingDeliveries } from '../../ledger/pending-sql.ts';
import { recordOutcomes } from '../../ledger/record-sql.ts';
import { recover, recoverSoon, recoverStrays } from '../../ledger/recovery-sql.ts';
import { sendExpiry } from '../../ledger/send-expiry-sql.ts';
import { finishSends, pauseSend } from '../../ledger/send-state-sql.ts';
import { pauseStaleSends, tendSends } from '../../ledger/stale-sends-sql.ts';
import { holdLease, type WorkerLease } from '../../ledger/worker-lease-sql.ts';
import type { DeliveryQueue } from '../../queue/delivery-queue.ts';
import { runFeed } from '../../queue/feed.ts';
import type { SendingKeys } from '../keys.ts';
import { composeFromLedger } from '../prepare/compose-delivery.ts';
import { Flights } from './in-flight.ts';
import { openRelays } from './open-relays-smtp.ts';

export interface DeliveringOptions {
  readonly database: Database;
  readonly queue: DeliveryQueue;
  readonly scope: Scope;
  readonly relays: readonly Relay[];
  readonly keys: SendingKeys;
  readonly connections: number;
  readonly giveUpAfterMs: number;
  /** What the workers tell one another about their pace. */
  readonly paceStore: PaceStore;
  /** What this process was started as, for whoever asks which workers are alive. */
  readonly command: string;
  /** Aborted when the worker has to stop: from that moment it claims nothing. */
  readonly stop: AbortSignal;
  /** How long what is in flight then may take. Default half a minute. */
  readonly drainMs?: number;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Trouble that passes by itself: told, and tried again. */
  readonly onTrouble: (error: unknown) => void;
}

/** A worker at work: the feed fills the queue from the ledger, the queue's jobs are delivered, recovery looks after both. */
export interface Delivering {
  /**
   * Takes no new job, finishes those in flight as long as `drainMs` allows, closes the sends that are done, and gives
   * the lease back. What was not at its final dot by then goes back to pending, what was after it is in doubt.
   */
  stop(): Promise<void>;
}

const recoverEveryMs = 5_000;
/**
 * While one delivery has the connection, others are claimed, composed and signed before their turn or recorded after
 * it. The more there are, the more the ledger writes in one statement.
 */
const jobsPerConnection = 3;
const refreshEveryMs = 1_000;
/** The first look and every twelfth, once a minute, goes over everything that is open. */
const looksPerThoroughOne = 12;
/** Below the patience of those who stop processes: Docker waits 10 s by default, Kubernetes 30 s, systemd 90 s. */
const defaultDrainMs = 30_000;

export async function startDelivering(options: DeliveringOptions): Promise<Delivering> {
  const { database, queue, scope, onTrouble } = options;
  const id = randomUUID();
  const name = { id, host: hostname(), pid: process.pid, command: options.command, ...scope };
  const lease = await holdLease(database, name, onTrouble);
  const stopping = new AbortController();
  // Every connection may be resting at once.
  setMaxListeners(0, stopping.signal);
  const connections = connectionsOf(options);
  const flights = flightsOf(options, id, connections);
  const pace = paceOf(options, connections, stopping.signal);
  const relays = openRelays(options.relays, options.connections, {
    store: options.paceStore,
    signal: stopping.signal,
    onTrouble,
  });
  const deliver = deliverThrough(options, flights.ledger, relays, pace, stopping.signal);
  const worker = queue.work((job) => flights.fly(job, () => deliver(job)), connections * jobsPerConnection);
  const feed = runFeed({
    next: pendingDeliveries(database, scope),
    queue,
    signal: stopping.signal,
    wait: waitUnlessAborted,
    onError: onTrouble,
  });
  const look = (turn: number) =>
    lookAfterLedger(database, id, scope, flights.ids(), turn % looksPerThoroughOne === 0);
  const recovering = repeat(look, recoverEveryMs, stopping.signal, onTrouble);
  const refreshing = repeat(() => pace.refresh(), refreshEveryMs, stopping.signal, onTrouble);

  let drained: Promise<void> | null = null;
  const stop = () => {
    flights.stopClaims();
    stopping.abort();
    drained ??= drain(options, flights, relays, [feed, recovering, refreshing, worker.stop()], lease);
    return drained;
  };
  // Whoever waits for the end is told if it fails; here it only has to begin, at once.
  onceAborted(options.stop, () => void stop().catch(() => undefined));
  return { stop };
}

/** To all relays together. */
function connectionsOf({ relays, connections }: DeliveringOptions): number {
  return relays.reduce((sum, relay) => sum + (relay.connections ?? connections), 0);
}

function flightsOf({ database, scope }: DeliveringOptions, workerId: string, connections: number): Flights {
  const ledger = {
    claim: claimDeliveries(database, workerId, scope),
    commit: commitDeliveries(database, workerId),
    record: recordOutcomes(database),
    pause: (send: number, reason: string) => pauseSend(database, send, reason),
  };
  return new Flights(ledger, connections);
}

function paceOf(
  { paceStore, onTrouble }: DeliveringOptions,
  connections: number,
  signal: AbortSignal,
): DomainPace {
  return domainPace({
    connections,
    messages: connections * jobsPerConnection,
    store: paceStore,
    now: () => new Date(),
    random: Math.random,
    wait: (ms) => waitUnlessAborted(ms, signal),
    onTrouble,
  });
}

function deliverThrough(
  { database, keys, giveUpAfterMs, onOutcome }: DeliveringOptions,
  ledger: DeliveryLedger,
  relays: RelaySet,
  pace: DomainPace,
  signal: AbortSignal,
): (id: DeliveryId) => Promise<void> {
  return deliverWith({
    ledger,
    compose: composeFromLedger(database, keys, () => new Date()),
    relays,
    pace,
    giveUpAt: sendExpiry(database, giveUpAfterMs, Date.now),
    now: () => new Date(),
    random: Math.random,
    wait,
    rest: (ms) => waitUnlessAborted(ms, signal),
    onOutcome: (_, outcome) => onOutcome(outcome),
  });
}

/** Waits for what is in flight, drops what takes too long, and gives the lease back. */
async function drain(
  { database, drainMs = defaultDrainMs, stop, onTrouble }: DeliveringOptions,
  flights: Flights,
  relays: RelaySet,
  ending: readonly Promise<void>[],
  lease: WorkerLease,
): Promise<void> {
  // A send that has ended by itself hurries nobody: what is in flight then is of other sends.
  const drop = () => void (stop.aborted && flights.drop().catch(onTrouble));
  const overdue = setInterval(drop, drainMs);
  await Promise.all(ending);
  clearInterval(overdue);
  await relays.close();
  // With the database away these fail, and say so: the lease runs out by itself, and another worker finishes.
  await sweepRefusals(database).catch(onTrouble);
  await finishSends(database).catch(onTrouble);
  await lease.release().catch(onTrouble);
}

/** What any worker does for all of them, now and then. */
async function lookAfterLedger(
  database: Database,
  workerId: string,
  scope: Scope,
  inFlight: readonly DeliveryId[],
  isThorough: boolean,
): Promise<void> {
  if (isThorough) {
    await recover(database);
    await recoverStrays(database, workerId, inFlight);
  } else await recoverSoon(database);
  await pauseStaleSends(database);
  await tendSends(database, scope);
  await watchCanaries(database);
  await sweepRefusals(database);
  await finishSends(database);
}

function onceAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

/** Looks at intervals, the first time at once, until the signal aborts. The turns count from 0. */
async function repeat(
  look: (turn: number) => Promise<void>,
  everyMs: number,
  signal: AbortSignal,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await look(turn).catch(onTrouble);
    await waitUnlessAborted(everyMs, signal);
  }
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
