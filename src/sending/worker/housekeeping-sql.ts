import type { Database } from '../../database/database.ts';
import { recover, recoverSoon, recoverStrays } from '../../ledger/attempts/recovery-sql.ts';
import type { DeliveryId, Scope } from '../../ledger/delivery.ts';
import { tidyNotices } from '../../ledger/notices/notices-sql.ts';
import { watchCanaries } from '../../ledger/sends/canary-sql.ts';
import { finishSends } from '../../ledger/sends/send-state-sql.ts';
import { pauseStaleSends, tendSends } from '../../ledger/sends/stale-sends-sql.ts';
import { takeRefusals } from './take-refusals-sql.ts';

/** Who looks after the ledger. */
export interface Housekeeper {
  readonly workerId: string;
  readonly scope: Scope;
  /** What it delivers at this moment: the rest that the ledger believes it to have has strayed. */
  readonly inFlight: () => readonly DeliveryId[];
}

/** The first look and every twelfth, once a minute, goes over everything that is open. */
export const looksPerThoroughOne = 12;

/** What any worker does for all of them, now and then. The looks count from 0. */
export async function keepHouse(
  database: Database,
  { workerId, scope, inFlight }: Housekeeper,
  look: number,
): Promise<void> {
  if (look % looksPerThoroughOne === 0) {
    await recover(database);
    await recoverStrays(database, workerId, inFlight());
    await tidyNotices(database);
  } else await recoverSoon(database);
  await pauseStaleSends(database);
  await tendSends(database, scope);
  // Before the canary is judged, since what is ours has not failed.
  await takeRefusals(database);
  await watchCanaries(database);
  await finishSends(database);
}
