import type { DeliveryJob } from './delivery-job.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

export interface FeedOptions {
  /** What is left to do, a page a call, beginning again after the last page. */
  readonly next: (limit: number) => Promise<readonly DeliveryJob[]>;
  readonly queue: Pick<DeliveryQueue, 'add' | 'count'>;
  readonly signal: AbortSignal;
  /** Resolves after so long, or at once when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of trouble with the queue or the ledger; the feed tries again. */
  readonly onError: (error: unknown) => void;
  /** How many jobs wait in the queue at the most, besides those that workers have. */
  readonly window?: number;
}

/** Several seconds' work for several workers: what is fetched a page at a time must not run out in between. */
export const defaultWindow = 2_000;
/** Of the window: a first page soon goes to the workers, while the next is read. */
const pageShare = 1 / 4;
const idleMs = 250;
const maxBackoffMs = 10_000;

/**
 * Keeps a bounded window of jobs in the queue, filled from what the ledger says is left, so that the queue's memory
 * does not grow with the list and a queue that lost everything is filled again. Ends when the signal aborts.
 */
export async function runFeed(options: FeedOptions): Promise<void> {
  const { signal, wait, onError } = options;
  let backoffMs = idleMs;
  while (!signal.aborted) {
    try {
      const added = await refill(options);
      backoffMs = idleMs;
      if (added === 0) await wait(idleMs, signal);
    } catch (error) {
      onError(error);
      await wait(backoffMs, signal);
      backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
    }
  }
}

/**
 * Adds a page where there is room for one; how many jobs were added. What workers have already takes no room: many
 * workers have many jobs, and would else leave themselves none to take next.
 */
async function refill({ next, queue, window = defaultWindow }: FeedOptions): Promise<number> {
  const page = Math.ceil(window * pageShare);
  const { waiting } = await queue.count();
  if (waiting > window - page) return 0;
  const jobs = await next(page);
  if (jobs.length > 0) await queue.add(jobs);
  // A page that is not full is the last: what it holds may be in the queue already, so there is no hurry.
  return jobs.length < page ? 0 : jobs.length;
}
