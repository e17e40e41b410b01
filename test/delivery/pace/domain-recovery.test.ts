import { describe, expect, it } from 'vitest';
import { allowanceAfter, recoveryMs, turnOf, turnsBy } from '../../../src/delivery/pace/domain-recovery.ts';

const minuteMs = 60_000;
const perMinute = (sinceMs: number) => {
  const allowance = allowanceAfter(sinceMs);
  return allowance && (allowance.messages * 60) / allowance.windowSeconds;
};

describe('the recovery of a domain', () => {
  it('begins with one message a minute over one connection, and is over after 90 minutes', () => {
    expect(allowanceAfter(0)).toMatchObject({ messages: 1, windowSeconds: 60, connections: 1 });
    expect([0, 5, 15, 30, 60].map((minutes) => perMinute(minutes * minuteMs))).toEqual([1, 4, 15, 60, 240]);
    expect(recoveryMs).toBe(90 * minuteMs);
    expect(allowanceAfter(recoveryMs - 1)).not.toBeNull();
    expect(allowanceAfter(recoveryMs)).toBeNull();
  });

  it('gives each delivery a turn of its own, as fast as the steps allow', () => {
    expect([1, 2, 5].map(turnOf)).toEqual([1, 2, 5].map((minutes) => minutes * minuteMs));
    expect(turnOf(6)).toBe(5 * minuteMs + 15_000);
    expect(turnOf(45)).toBe(15 * minuteMs);
    expect(turnOf(1_000_000)).toBe(recoveryMs);
    for (let nth = 2; nth < 9_000; nth += 1) expect(turnOf(nth)).toBeGreaterThan(turnOf(nth - 1));
  });

  it('knows how many turns are over', () => {
    for (const nth of [1, 5, 6, 45, 46, 270, 2_070, 9_000]) {
      expect(turnsBy(turnOf(nth) + 1)).toBe(nth);
      expect(turnsBy(turnOf(nth) - 1)).toBe(nth - 1);
    }
  });
});
