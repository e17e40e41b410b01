import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

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

/** A process that delivers, for people to find it by. */
export interface WorkerName {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** What it was started as. */
  readonly command?: string;
  /** Whether it serves a rehearsal and nothing else. */
  readonly rehearsal?: boolean;
  /** Whether it delivers notices and nothing else. */
  readonly isForNotices?: boolean;
}

export async function holdLease(
  database: Database,
  { id, host, pid, command = '', rehearsal = false, isForNotices = false }: WorkerName,
  onError: (error: unknown) => void,
): Promise<WorkerLease> {
  const renew = () =>
    sql`insert into worker (id, host, pid, command, rehearsal, delivers_issues, delivers_notices, alive_until)
        values (${id}, ${host}, ${pid}, ${command}, ${rehearsal}, ${!isForNotices}, ${!rehearsal}, clock_timestamp() + make_interval(secs => ${leaseSeconds}))
        on conflict (id) do update set alive_until = excluded.alive_until, swept_at = null`.execute(
      database.tables,
    );
  await renew();
  const timer = setInterval(() => void renew().catch(onError), renewEveryMs);
  timer.unref();
  return {
    workerId: id,
    release: async () => {
      clearInterval(timer);
      await database.tables.deleteFrom('worker').where('id', '=', id).execute();
    },
  };
}

export interface LivingWorker {
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly startedAt: Date;
}

/** The workers that deliver the issues of real sends and whose lease runs, the oldest first. */
export async function readWorkers(database: Database): Promise<LivingWorker[]> {
  return database.tables
    .selectFrom('worker')
    .select(['host', 'pid', 'command', 'started_at as startedAt'])
    .where('alive_until', '>', sql<Date>`clock_timestamp()`)
    .where('rehearsal', '=', false)
    .where('delivers_issues', '=', true)
    .orderBy('started_at')
    .execute();
}
