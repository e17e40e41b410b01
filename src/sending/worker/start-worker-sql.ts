import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import type { Database } from '../../database/database.ts';
import { pendingDeliveries } from '../../ledger/attempts/pending-sql.ts';
import { wakeDue } from '../../ledger/attempts/recovery-sql.ts';
import { noteSigningKey } from '../../ledger/attempts/signing-keys-sql.ts';
import { holdLease } from '../../ledger/attempts/worker-lease-sql.ts';
import { finishSends } from '../../ledger/sends/send-state-sql.ts';
import type { DeliveryQueue } from '../../queue/delivery-queue.ts';
import { defaultWindow, runFeed } from '../../queue/feed.ts';
import { keyIds } from '../keys.ts';
import { deliverClaimed } from './deliver-claimed-sql.ts';
import { feedNotices } from './deliver-notices-sql.ts';
import { keepHouse } from './housekeeping-sql.ts';
import { openPace } from './open-pace-sql.ts';
import { openWorkerQueue } from './open-queue-bullmq.ts';
import { openRelays } from './open-relays-smtp.ts';
import { drain, onceAborted, repeat } from './run-until-stopped-sql.ts';
import { takeRefusals } from './take-refusals-sql.ts';
import { watchTables } from './watch-tables-sql.ts';
import { allConnections, jobsPerConnection, type Worker, type WorkerSetup } from './worker-setup.ts';

const housekeepingEveryMs = 5_000;
const refreshEveryMs = 1_000;
const done = Promise.resolve();
const wakeEveryMs = 1_000;

/** Starts a worker, with a queue and a pace of its own to work by; its `stop` closes both. */
export async function startWorker(setup: WorkerSetup): Promise<Worker> {
  const queue = await openWorkerQueue(setup);
  const pace = openPace(setup);
  const close = async () => {
    pace.close();
    if (setup.scope.rehearsal) await queue.clear();
    await queue.close();
  };
  try {
    const stop = await run(setup, queue, pace.store);
    let ended: Promise<void> | null = null;
    return { stop: () => (ended ??= stop().finally(close)) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function run(
  setup: WorkerSetup,
  queue: DeliveryQueue,
  store: ReturnType<typeof openPace>['store'],
): Promise<() => Promise<void>> {
  const { database, scope, clock, onTrouble } = setup;
  const workerId = randomUUID();
  const name = { id: workerId, host: hostname(), pid: process.pid, command: setup.command, ...scope };
  await noteSigningKey(database, keyIds(setup.keys).signing);
  const lease = await holdLease(database, name, onTrouble);
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every connection may be resting at once.
  setMaxListeners(0, signal);
  const relays = openRelays(setup.relays, setup.connections, { store, clock, signal, onTrouble });
  const { inFlight, pace, deliver, learning } = deliverClaimed(setup, workerId, relays, store, signal);
  const worker = queue.work(deliver, allConnections(setup) * jobsPerConnection);
  const wait = (ms: number) => clock.wait(ms, signal);
  const next = pendingDeliveries(database, scope);
  const feed = runFeed({ next, queue, signal, wait, onError: onTrouble });
  // Whoever rehearses has no relay that reaches anybody.
  const notices = scope.rehearsal ? done : feedNotices({ database, deliver, signal, wait, onTrouble }).ended;
  const housekeeper = { workerId, scope, inFlight: () => inFlight.ids() };
  const regularly = (everyMs: number, look: (turn: number) => Promise<void>) =>
    repeat(look, signal, () => wait(everyMs), onTrouble);
  const tables = watchTables(setup, endClaims);
  const look = (turn: number) => tables.whileOurs(() => keepHouse(database, housekeeper, turn));
  const tending = regularly(housekeepingEveryMs, look);
  const refreshing = regularly(refreshEveryMs, () => pace.refresh());
  const waking = regularly(wakeEveryMs, async () => {
    // Before those who were never tried; beyond what the queue holds at once, the feed comes round to them.
    const due = await wakeDue(database, scope);
    if (due.length > 0) await queue.add(due.slice(0, defaultWindow));
  });

  function endClaims(): void {
    inFlight.stopClaims();
    stopping.abort();
  }

  let drained: Promise<void> | null = null;
  const stop = () => {
    endClaims();
    drained ??= drain(setup, inFlight, [feed, tending, refreshing, waking, worker.stop(), notices, learning])
      .then(() => relays.close())
      // With the database away these fail, and say so: the lease runs out by itself, and another worker finishes.
      .then(() => (tables.areOurs() ? closeSends(database, onTrouble) : undefined))
      .then(() => lease.release().catch(onTrouble));
    return drained;
  };
  // Whoever waits for the end is told if it fails; here it only has to begin, at once.
  onceAborted(setup.stop, () => void stop().catch(() => undefined));
  return stop;
}

/** What it has left to do for the sends. */
async function closeSends(database: Database, onTrouble: WorkerSetup['onTrouble']): Promise<void> {
  await takeRefusals(database).catch(onTrouble);
  await finishSends(database).catch(onTrouble);
}
