import { describe, expect, it } from 'vitest';
import {
  type Connection,
  findPlace,
  isOverdue,
  publicLimits,
  type Stage,
} from '../../../src/web/http/connection.ts';

function connection(stage: Stage, since = 0, more: Partial<Connection> = {}): Connection {
  return { isProxy: false, network: '192.0.2.7', stage, since, isRefused: false, ...more };
}

describe('the time that a client is granted', () => {
  it.each([
    ['for a request', connection('asking'), 15_000],
    ['to take an answer', connection('reading'), 30_000],
    ['without a request', connection('idle'), 5_000],
    ['without a request, of a proxy', connection('idle', 0, { isProxy: true }), 150_000],
    ['without a place', connection('asking', 0, { isRefused: true }), 2_000],
  ])('%s', (_, one, ms) => {
    expect([isOverdue(one, publicLimits, ms - 1), isOverdue(one, publicLimits, ms)]).toEqual([false, true]);
  });

  it('has no end while we owe the answer', () => {
    expect(isOverdue(connection('served'), publicLimits, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe('a place for one more', () => {
  const graceMs = 100;
  const [served, older, newer] = [connection('served', 0), connection('asking', 50), connection('idle', 60)];

  it('is free, or the one of who has owed us something for longest', () => {
    expect(findPlace([served, newer, older], 4, { graceMs }, 150)).toBe('free');
    expect(findPlace([served, newer, older], 3, { graceMs }, 150)).toBe(older);
  });

  it('is not taken from who has only just come, nor from who is served', () => {
    expect(findPlace([served, newer, older], 3, { graceMs }, 149)).toBe('full');
    expect(findPlace([served], 1, { graceMs }, 1_000)).toBe('full');
  });
});
