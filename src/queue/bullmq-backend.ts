import type { DeliveryJob } from './delivery-job.ts';

/** A job is a wake-up: tried once and then forgotten, whatever came of it, since the ledger says what is left. */
export const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** The part of BullMQ's Queue that is used, the same whatever the backend. */
export interface JobQueue {
  addBulk(
    jobs: { name: string; data: DeliveryJob; opts: typeof jobOptions & { jobId: string } }[],
  ): Promise<unknown>;
  getJobCounts(...types: ('waiting' | 'active' | 'delayed')[]): Promise<Record<string, number>>;
  obliterate(options: { force: boolean }): Promise<void>;
  resume(): Promise<void>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The part of BullMQ's Worker that is used. */
export interface JobWorker {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: unknown, error: Error) => void): unknown;
}

export type Process = (job: { readonly data: DeliveryJob }) => Promise<void>;

export interface WorkerSettings {
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
  readonly runRetryDelay: number;
}

/** What BullMQ keeps its jobs in. */
export interface BullmqBackend {
  openQueue(name: string): Leased<JobQueue>;
  openWorker(name: string, process: Process, settings: WorkerSettings): Leased<JobWorker>;
  close(): void;
}

/** A part of BullMQ together with the connection it was given. */
export interface Leased<Part> {
  readonly part: Part;
  /** Gives up the connection, and with it whatever still waits for an answer. */
  release(): void;
}
