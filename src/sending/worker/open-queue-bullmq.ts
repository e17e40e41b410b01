import type { Scope } from '../../ledger/delivery.ts';
import type { DeliveryQueue } from '../../queue/delivery-queue.ts';
import { openQueue } from '../../queue/queue-bullmq.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** The queue of what a worker delivers. */
export function openWorkerQueue({
  database,
  redisUrl,
  scope,
  warn,
}: Pick<WorkerSetup, 'database' | 'redisUrl' | 'scope' | 'warn'>): Promise<DeliveryQueue> {
  return openQueue({ database, redisUrl, name: queueName(scope), warn });
}

/**
 * Opens the queue of real sends as a worker does, and closes it again: to know, before a send is begun, that it can be
 * used.
 *
 * @throws QueueError that says why it cannot
 */
export async function tryQueue(setup: Pick<WorkerSetup, 'database' | 'redisUrl' | 'warn'>): Promise<void> {
  const queue = await openQueue({ ...setup, name: queueName({ rehearsal: false }) });
  await queue.close();
}

/** Real sends share one queue; a rehearsal has its own, so that no worker with a real relay ever sees its jobs. */
function queueName(scope: Scope): string {
  return scope.rehearsal ? `rehearsal-${scope.send}` : 'delivery';
}
