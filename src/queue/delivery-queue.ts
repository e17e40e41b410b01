import type { DeliveryJob } from './delivery-job.ts';

/** The queue as the rest of Pennypost sees it. Losing everything in it loses nothing: the feed fills it again. */
export interface DeliveryQueue {
  /** Adds jobs; one that is there already stays one. Who was tried before goes before those who never were. */
  add(jobs: readonly DeliveryJob[]): Promise<void>;
  count(): Promise<JobCount>;
  /** Begins to process jobs, so many at once. A processor that throws is reported, and its job is gone. */
  work(process: (job: DeliveryJob) => Promise<void>, concurrency: number): QueueWorker;
  /** Forgets every job. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface JobCount {
  /** Which no worker has taken yet. */
  readonly waiting: number;
  /** Which a worker has, or had when it was last heard of. */
  readonly active: number;
}

export interface QueueWorker {
  /** Takes no new job and resolves when the last one under way has ended. */
  stop(): Promise<void>;
}
