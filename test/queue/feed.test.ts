import { describe, expect, it } from 'vitest';
import type { DeliveryJob } from '../../src/queue/delivery-job.ts';
import { runFeed } from '../../src/queue/feed.ts';

/** A ledger of pending deliveries and a queue in memory; the world moves on at each wait. */
function world(pending: number, step: (queue: Set<number>, done: Set<number>) => void, active = () => 0) {
  const queue = new Set<number>();
  const done = new Set<number>();
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const waits: number[] = [];
  let cursor = 0;
  let mostInQueue = 0;
  let failures = 0;
  const run = (window: number, failFirst = 0) =>
    runFeed({
      window,
      next: async (limit) => {
        const left = Array.from({ length: pending }, (_, n) => n).filter((n) => n >= cursor && !done.has(n));
        const page = left.slice(0, limit);
        cursor = page.length < limit ? 0 : (page.at(-1) ?? 0) + 1;
        return page.map((subscriber): DeliveryJob => ({ send: 1, subscriber, attempt: 1 }));
      },
      queue: {
        add: async (jobs) => {
          failures += 1;
          if (failures <= failFirst) throw new Error('the queue is away');
          for (const { subscriber } of jobs) queue.add(subscriber);
          mostInQueue = Math.max(mostInQueue, queue.size);
        },
        count: async () => ({ waiting: queue.size, active: active() }),
      },
      signal: stopping.signal,
      wait: async (ms) => {
        waits.push(ms);
        step(queue, done);
        if (done.size === pending || waits.length > 10_000) stopping.abort();
      },
      onError: (error) => errors.push(error),
    });
  return { run, done, errors, waits, mostInQueue: () => mostInQueue };
}

function deliverAll(queue: Set<number>, done: Set<number>): void {
  for (const subscriber of queue) done.add(subscriber);
  queue.clear();
}

describe('runFeed', () => {
  it('brings everything through a window that it never exceeds', async () => {
    const { run, done, mostInQueue } = world(5000, deliverAll);
    await run(100);
    expect(done.size).toBe(5000);
    expect(mostInQueue()).toBe(100);
  });

  it('keeps jobs waiting however many the workers have in hand', async () => {
    const { run, done, waits } = world(1000, deliverAll, () => 5_000);
    await run(100);
    expect(done.size).toBe(1000);
    expect(waits.length).toBeLessThan(20);
  });

  it('brings again what a queue has lost', async () => {
    let losses = 0;
    const { run, done } = world(300, (queue, delivered) => {
      losses += 1;
      if (losses % 2 === 1) queue.clear();
      else deliverAll(queue, delivered);
    });
    await run(100);
    expect(done.size).toBe(300);
  });

  it('reports trouble, waits longer each time, and goes on', async () => {
    const { run, done, errors, waits } = world(10, deliverAll);
    await run(100, 4);
    expect(done.size).toBe(10);
    expect(errors).toHaveLength(4);
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
  });
});
