import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** How long a worker's deliveries stay its own after it was last heard of. */
const leaseSeconds = 30;
const renewEveryMs = 5_000;

/**
 * The lease of one worker process. All its deliveries hang on this one row, so a lease costs one small write every
 * five seconds, and a killed worker's deliveries are free again half a minute later.
 */
export interface WorkerLease {
  readonly workerId: string;
  /** Ends the lease at once; to be called when no delivery of this worker is open. */
  release(): Promise<void>;
}

export async function holdLease(
  database: Database,
  worker: { readonly id: string; readonly host: string; readonly pid: number },
  onError: (error: unknown) => void,
): Promise<WorkerLease> {
  const renew = () =>
    sql`insert into worker (id, host, pid, alive_until)
        values (${worker.id}, ${worker.host}, ${worker.pid}, clock_timestamp() + make_interval(secs => ${leaseSeconds}))
        on conflict (id) do update set alive_until = excluded.alive_until`.execute(database.tables);
  await renew();
  const timer = setInterval(() => void renew().catch(onError), renewEveryMs);
  timer.unref();
  return {
    workerId: worker.id,
    release: async () => {
      clearInterval(timer);
      await database.tables.deleteFrom('worker').where('id', '=', worker.id).execute();
    },
  };
}

/** For an embedded database: whoever opens it holds its lock, so every earlier worker is dead. */
export async function endAllLeases(database: Database): Promise<void> {
  await database.tables.deleteFrom('worker').execute();
}
