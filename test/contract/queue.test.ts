import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { DeliveryJob } from '../../src/queue/delivery-job.ts';
import type { DeliveryQueue } from '../../src/queue/delivery-queue.ts';
import { openQueue } from '../../src/queue/queue-bullmq.ts';
import { backlogOf } from '../queue/backlog-of.ts';
import { databaseBackends, type OpenBackend } from '../setup/backends.ts';
import { until } from '../setup/until.ts';

const [embedded, server] = databaseBackends(() => inject('databaseUrl'));
const backends = [
  ['PGlite', embedded?.[1], () => null],
  ['Postgres', server?.[1], () => null],
  ['Redis', embedded?.[1], () => inject('redisUrl')],
] as const;

const job = (subscriber: number, attempt = 1): DeliveryJob => ({ send: 1, subscriber, attempt });
const jobs = (count: number) => Array.from({ length: count }, (_, n) => job(n + 1));

describe.each(backends)('the queue on %s', (name, open, redisUrl) => {
  let backend: OpenBackend;
  const warnings: string[] = [];
  let queues = 0;

  beforeAll(async () => {
    if (!open) throw new Error('no such backend');
    backend = await open();
  });
  afterAll(async () => {
    await backend.remove();
    expect(warnings.filter((warning) => !warning.includes('unlucky'))).toEqual([]);
  });

  async function withQueue(
    use: (queue: DeliveryQueue, second: () => Promise<DeliveryQueue>) => Promise<void>,
  ) {
    queues += 1;
    const queueName = `test-${name.toLowerCase()}-${process.pid}-${queues}`;
    const options = {
      database: backend.database,
      redisUrl: redisUrl(),
      name: queueName,
      warn: (text: string) => void warnings.push(text),
    };
    const opened = [await openQueue(options)];
    const second = async () => {
      const queue = await openQueue(options);
      opened.push(queue);
      return queue;
    };
    try {
      await use(opened[0] as DeliveryQueue, second);
    } finally {
      await opened[0]?.clear();
      for (const queue of opened) await queue.close();
    }
  }

  it('brings every job to a worker once, with what it holds', async () => {
    await withQueue(async (queue) => {
      const seen: DeliveryJob[] = [];
      const worker = queue.work(async (given) => void seen.push(given), 20);
      await queue.add(jobs(2000));
      await until(() => seen.length >= 2000);
      await worker.stop();
      expect(new Set(seen.map(({ subscriber }) => subscriber)).size).toBe(2000);
      expect(seen).toHaveLength(2000);
      expect(seen.every((given) => given.send === 1 && given.attempt === 1)).toBe(true);
      expect(await backlogOf(queue)).toBe(0);
    });
  });

  it('brings who was tried before ahead of who never was', async () => {
    await withQueue(async (queue) => {
      await queue.add(jobs(50));
      await queue.add([job(60, 2), job(61, 3)]);
      const seen: number[] = [];
      const worker = queue.work(async ({ subscriber }) => void seen.push(subscriber), 1);
      await until(() => seen.length >= 52);
      await worker.stop();
      expect(seen.slice(0, 2).toSorted()).toEqual([60, 61]);
    });
  });

  it('takes the same job twice as one while it waits, and anew once it is done', async () => {
    await withQueue(async (queue) => {
      await queue.add([job(1), job(1)]);
      await queue.add([job(1)]);
      expect(await backlogOf(queue)).toBe(1);
      let runs = 0;
      const worker = queue.work(async () => {
        runs += 1;
      }, 1);
      await until(async () => runs === 1 && (await backlogOf(queue)) === 0);
      await queue.add([job(1)]);
      await until(() => runs === 2);
      await worker.stop();
    });
  });

  it('shares its jobs among workers', async () => {
    await withQueue(async (queue, second) => {
      const other = await second();
      const seen: number[] = [];
      const counts = [0, 0];
      const workers = [queue, other].map((one, at) =>
        one.work(async ({ subscriber }) => {
          seen.push(subscriber);
          counts[at] = (counts[at] ?? 0) + 1;
          await wait(2);
        }, 5),
      );
      await queue.add(jobs(300));
      await until(() => seen.length >= 300);
      for (const worker of workers) await worker.stop();
      expect(new Set(seen).size).toBe(300);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    });
  });

  it('finishes what is under way when it is stopped, and takes no more', async () => {
    await withQueue(async (queue) => {
      let begun = 0;
      let ended = 0;
      const worker = queue.work(async () => {
        begun += 1;
        await wait(100);
        ended += 1;
      }, 4);
      await queue.add(jobs(50));
      await until(() => begun === 4);
      expect(await queue.count()).toMatchObject({ active: 4 });
      await worker.stop();
      expect(ended).toBe(begun);
      expect(begun).toBeLessThan(50);
      expect(await backlogOf(queue)).toBe(50 - ended);
    });
  });

  it('forgets a job whose processor threw, so that it can come again', async () => {
    await withQueue(async (queue) => {
      let runs = 0;
      const worker = queue.work(async () => {
        runs += 1;
        if (runs === 1) throw new Error('unlucky');
      }, 1);
      await queue.add([job(1)]);
      await until(async () => runs === 1 && (await backlogOf(queue)) === 0);
      await queue.add([job(1)]);
      await until(() => runs === 2);
      await worker.stop();
      expect(warnings.join('')).toContain('unlucky');
    });
  });

  it('forgets everything when it is cleared, and works on', async () => {
    await withQueue(async (queue) => {
      await queue.add(jobs(100));
      await queue.clear();
      expect(await backlogOf(queue)).toBe(0);
      let runs = 0;
      const worker = queue.work(async () => {
        runs += 1;
      }, 1);
      await queue.add([job(1)]);
      await until(() => runs === 1);
      await worker.stop();
    });
  });
});

it('says of a Redis that is not there which one, and not the password', async () => {
  if (!embedded) throw new Error('no such backend');
  const backend = await embedded[1]();
  const opening = openQueue({
    database: backend.database,
    redisUrl: 'redis://me:hunter2@127.0.0.1:9',
    name: 'x',
    warn: () => undefined,
  });
  const error = await opening.catch((reason) => reason);
  expect(error).toMatchObject({ name: 'QueueError' });
  expect(error.message).toContain('127.0.0.1:9');
  expect(error.message).not.toContain('hunter2');
  await backend.remove();
});
