import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { recoverNotices, recoverStrays } from '../../ledger/attempts/recovery-sql.ts';
import { noteSigningKey } from '../../ledger/attempts/signing-keys-sql.ts';
import { holdLease } from '../../ledger/attempts/worker-lease-sql.ts';
import { tidyNotices } from '../../ledger/notices/notices-sql.ts';
import { keyIds } from '../keys.ts';
import { deliverClaimed } from './deliver-claimed-sql.ts';
import { feedNotices } from './deliver-notices-sql.ts';
import { looksPerThoroughOne } from './housekeeping-sql.ts';
import { openPace } from './open-pace-sql.ts';
import { openRelays } from './open-relays-smtp.ts';
import { drain, onceAborted, repeat } from './run-until-stopped-sql.ts';
import { watchTables } from './watch-tables-sql.ts';
import type { Worker, WorkerSetup } from './worker-setup.ts';

const housekeepingEveryMs = 5_000;

export interface NoticeWorker extends Worker {
  /** Looks at once, for whoever has just put a notice into the ledger. */
  wake(): void;
}

/**
 * Starts a worker that delivers notices and looks after them, and leaves issues alone: a process that answers readers is
 * often the only one there is.
 */
export async function startNoticeWorker(setup: WorkerSetup): Promise<NoticeWorker> {
  const { database, clock, onTrouble, command } = setup;
  const workerId = randomUUID();
  await noteSigningKey(database, keyIds(setup.keys).signing);
  const name = { id: workerId, host: hostname(), pid: process.pid, command, isForNotices: true };
  const pace = openPace(setup);
  const lease = await holdLease(database, name, onTrouble).catch((error: unknown) => {
    pace.close();
    throw error;
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal);
  const relays = openRelays(setup.relays, setup.connections, { store: pace.store, clock, signal, onTrouble });
  const { inFlight, deliver } = deliverClaimed(setup, workerId, relays, pace.store, signal);
  const wait = (ms: number) => clock.wait(ms, signal);
  const feed = feedNotices({ database, deliver, signal, wait, onTrouble });
  const tables = watchTables(setup, endClaims);
  const lookAfter = (look: number) =>
    tables.whileOurs(async () => {
      await recoverNotices(database);
      await recoverStrays(database, workerId, inFlight.ids(), 'notices');
      if (look % looksPerThoroughOne === 0) await tidyNotices(database);
    });
  const housekeeping = repeat(lookAfter, signal, () => wait(housekeepingEveryMs), onTrouble);

  function endClaims(): void {
    inFlight.stopClaims();
    stopping.abort();
  }

  let drained: Promise<void> | null = null;
  const stop = () => {
    endClaims();
    drained ??= drain(setup, inFlight, [feed.ended, housekeeping])
      .then(() => relays.close())
      // With the database away this fails, and says so: the lease runs out by itself.
      .then(() => lease.release().catch(onTrouble))
      .finally(() => pace.close());
    return drained;
  };
  onceAborted(setup.stop, () => void stop().catch(() => undefined));
  return { stop, wake: feed.wake };
}
