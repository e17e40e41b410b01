import type { DeliveryQueue } from '../../src/queue/delivery-queue.ts';

/** How many jobs wait or are under way. */
export async function backlogOf(queue: DeliveryQueue): Promise<number> {
  const { waiting, active } = await queue.count();
  return waiting + active;
}
