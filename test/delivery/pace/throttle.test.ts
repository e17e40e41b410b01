import { describe, expect, it } from 'vitest';
import { Throttle } from '../../../src/delivery/pace/throttle.ts';

/** The messages a second that a relay takes in the last of so many minutes; without a throttle it gets 200 a second. */
function settled(minutes: number, isTaken: (nowMs: number, turn: number) => boolean): number {
  const throttle = new Throttle();
  const endMs = minutes * 60_000;
  let taken = 0;
  let turn = 0;
  for (let nowMs = 0; nowMs < endMs; ) {
    throttle.noteTurn(nowMs);
    turn += 1;
    let restMs = 1000 / Math.min(200, throttle.perSecond(nowMs));
    if (isTaken(nowMs, turn)) {
      throttle.noteTaken();
      if (nowMs >= endMs - 60_000) taken += 1;
    } else restMs += throttle.slow(nowMs);
    nowMs += restMs;
  }
  return taken / 60;
}

/** A relay that takes so many in each second, and is too busy for the others. */
function limited(perSecond: number) {
  let second = 0;
  let taken = 0;
  return (nowMs: number): boolean => {
    if (Math.floor(nowMs / 1000) !== second) {
      second = Math.floor(nowMs / 1000);
      taken = 0;
    }
    taken += 1;
    return taken <= perSecond;
  };
}

describe('Throttle', () => {
  it('settles not far below what a relay takes', () => {
    for (const limit of [1, 14, 90]) {
      const pace = settled(15, limited(limit));
      expect(pace, `${limit} a second`).toBeGreaterThan(limit * 0.6);
      expect(pace).toBeLessThanOrEqual(limit);
    }
  });

  it('does not slow a relay to nothing that refuses one in ten whatever the pace', () => {
    expect(settled(15, (_, turn) => turn % 10 > 0)).toBeGreaterThan(60);
  });

  it('leaves a relay that takes nothing nearly alone', () => {
    let asked = 0;
    settled(10, () => {
      asked += 1;
      return false;
    });
    expect(asked).toBeLessThan(120);
  });

  it('holds nothing back where nothing was said', () => {
    expect(settled(2, () => true)).toBeCloseTo(200, 0);
  });
});
