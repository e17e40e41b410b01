import { expect, it, vi } from 'vitest';
import type { Pool, PoolClient } from '../../src/database/database.ts';
import { PatientPool } from '../../src/queue/patient-pool-bullmq.ts';

const shutDown = Object.assign(new Error('terminating connection due to administrator command'), {
  severity: 'FATAL',
  code: '57P01',
});

/** A database that goes away in the moment after it was connected to, and is back when it is asked again. */
function blinking() {
  const client = { query: vi.fn().mockRejectedValue(shutDown), release: vi.fn(), on: vi.fn() };
  const pool = {
    connect: vi.fn().mockResolvedValue(client as unknown as PoolClient),
    query: vi
      .fn()
      .mockRejectedValueOnce(shutDown)
      .mockResolvedValue({ rows: [{ version: 7 }] }),
  };
  const losses: unknown[] = [];
  const patient = new PatientPool(pool as unknown as Pick<Pool, 'query' | 'connect'>, (error) =>
    losses.push(error),
  );
  return { patient, pool, client, losses };
}

it('what a connection was to read when it was lost is read on another, as soon as there is one', async () => {
  vi.useFakeTimers();
  try {
    const { patient, pool, losses } = blinking();
    const connection = await patient.connect();
    const reading = connection.query('SELECT max(version) FROM "bullmq".migrations');
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await reading).rows).toEqual([{ version: 7 }]);
    expect(pool.query).toHaveBeenCalledTimes(2);
    expect(losses).toEqual([shutDown, shutDown]);
  } finally {
    vi.useRealTimers();
  }
});

it('what belongs to a connection, or writes, is not done on another', async () => {
  const { patient, pool, client } = blinking();
  const connection = await patient.connect();
  await expect(connection.query('LISTEN jobs')).rejects.toBe(shutDown);
  expect(pool.query).not.toHaveBeenCalled();
  connection.release();
  expect(client.release).toHaveBeenCalledOnce();
});

it('who is let go waits no longer', async () => {
  const { patient, pool } = blinking();
  pool.query.mockReset().mockRejectedValue(shutDown);
  const connection = await patient.connect();
  const reading = connection.query('select 1');
  patient.release();
  await expect(reading).rejects.toBe(shutDown);
});
