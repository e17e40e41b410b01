import type { DeliveryJob } from './delivery-job.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

export interface FeedOptions {
  /** What is left to do, a page a call, beginning again after the last page. */
  readonly next: (limit: number) => Promise<readonly DeliveryJob[]>;
  readonly queue: Pick<DeliveryQueue, 'add' | 'backlog'>;
  readonly signal: AbortSignal;
  /** Resolves after so long, or at once when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of trouble with the queue or the ledger; the feed tries again. */
  readonly onError: (error: unknown) => void;
  /** How many jobs the queue holds at the most. */
  readonly window?: number;
}

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

/** Fills the window where it is at least half empty; how many jobs were added. */
async function refill({ next, queue, window = 1000 }: FeedOptions): Promise<number> {
  const backlog = await queue.backlog();
  if (backlog > window / 2) return 0;
  const jobs = await next(window - backlog);
  if (jobs.length > 0) await queue.add(jobs);
  // A page that is not full is the last: what it holds may be in the queue already, so there is no hurry.
  return jobs.length < window - backlog ? 0 : jobs.length;
}
