import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectionShares, type Permit } from '../../../src/delivery/pace/connection-shares.ts';

let shares: ConnectionShares;
let nowMs = 0;
beforeEach(() => {
  shares = new ConnectionShares(20, 20);
  nowMs = 0;
});

/** As many permits as the domain gets at this moment. */
function takeAll(domain: string): Permit[] {
  const permits: Permit[] = [];
  for (let permit = shares.take(domain, nowMs); permit; permit = shares.take(domain, nowMs)) {
    permit.begin(nowMs);
    permits.push(permit);
  }
  return permits;
}

/** Messages to a domain that end after so long, one after another. */
function sendMany(domain: string, count: number, tookMs: number): void {
  for (let sent = 0; sent < count; sent += 1) {
    const permit = shares.force(domain);
    permit.begin(nowMs);
    nowMs += tookMs;
    permit.leave(nowMs);
  }
}

describe('ConnectionShares', () => {
  it('gives a domain not yet known one connection, and after a few quick messages all', () => {
    const counts = [];
    for (let round = 0; round < 6; round += 1) {
      const permits = takeAll('quick.example');
      counts.push(permits.length);
      nowMs += 20;
      for (const permit of permits) permit.leave(nowMs);
    }
    expect(counts.slice(0, 2)).toEqual([1, 2]);
    expect(counts.at(-1)).toBe(20);
  });

  it('leaves a tarpit one connection in twenty, and sees it before its first message has ended', () => {
    sendMany('quick.example', 30, 20);
    const [first] = takeAll('tarpit.example');
    expect(shares.isSlow('tarpit.example', nowMs + 200)).toBe(false);
    nowMs += 300;
    expect(shares.isSlow('tarpit.example', nowMs)).toBe(true);
    expect(takeAll('tarpit.example')).toEqual([]);
    expect(takeAll('quick.example')).toHaveLength(20);
    first?.leave(nowMs + 30_000);
    nowMs += 30_000;
    expect(takeAll('tarpit.example')).toHaveLength(1);
    expect(takeAll('tarpit.example')).toHaveLength(0);
  });

  it('takes no domain for slow for what its messages waited for elsewhere', () => {
    sendMany('quick.example', 30, 20);
    const [first] = takeAll('other.example');
    nowMs += 10;
    first?.rest(nowMs);
    nowMs += 8_000;
    expect(shares.isSlow('other.example', nowMs)).toBe(false);
    first?.begin(nowMs);
    nowMs += 10;
    first?.rest(nowMs);
    nowMs += 8_000;
    first?.leave(nowMs);
    expect(shares.isSlow('other.example', nowMs)).toBe(false);
    expect(takeAll('other.example')).toHaveLength(2);
  });

  it('counts what a message waited for the relay before a rest', () => {
    sendMany('quick.example', 30, 20);
    const [first] = takeAll('tarpit.example');
    nowMs += 200;
    first?.rest(nowMs);
    first?.begin(nowMs);
    expect(shares.isSlow('tarpit.example', nowMs)).toBe(false);
    nowMs += 100;
    expect(shares.isSlow('tarpit.example', nowMs)).toBe(true);
  });

  it('takes nobody for slow where all are', () => {
    sendMany('a.example', 30, 4_000);
    takeAll('b.example');
    expect(shares.isSlow('b.example', nowMs + 30_000)).toBe(false);
    expect(shares.isSlow('b.example', nowMs + 50_000)).toBe(true);
  });

  it('blames no domain for what its message waited for a connection', () => {
    sendMany('quick.example', 30, 20);
    const waiting = shares.take('other.example', nowMs);
    nowMs += 30_000;
    expect(shares.isSlow('other.example', nowMs)).toBe(false);
    waiting?.leave(nowMs);
    expect(shares.isSlow('other.example', nowMs)).toBe(false);
    const second = shares.take('other.example', nowMs);
    second?.begin(nowMs);
    nowMs += 300;
    expect(shares.isSlow('other.example', nowMs)).toBe(true);
    // The session was none any more, and it got another.
    second?.begin(nowMs);
    expect(shares.isSlow('other.example', nowMs)).toBe(false);
  });

  it('believes a domain that is quick again', () => {
    sendMany('quick.example', 30, 20);
    sendMany('moody.example', 1, 9_000);
    expect(shares.isSlow('moody.example', nowMs)).toBe(true);
    sendMany('moody.example', 5, 20);
    expect(shares.isSlow('moody.example', nowMs)).toBe(false);
    expect(takeAll('moody.example')).toHaveLength(20);
  });

  it('gives a domain that is alone more and more connections before anything is known', () => {
    expect(takeAll('only.example')).toHaveLength(1);
    nowMs += 250;
    expect(takeAll('only.example')).toHaveLength(2);
    nowMs += 2_500;
    expect(shares.inFlight('only.example') + takeAll('only.example').length).toBeGreaterThanOrEqual(20);
  });

  it('has who is put back return in order, as fast as the domain takes them, and never far off', () => {
    sendMany('quick.example', 30, 20);
    sendMany('tarpit.example', 1, 10_000);
    const returns = Array.from({ length: 100 }, () => shares.returnAfterMs('tarpit.example', nowMs, 0));
    expect(returns.slice(0, 3)).toEqual([10_000, 20_000, 30_000]);
    expect(returns.at(-1)).toBe(600_000);
    expect(shares.returnAfterMs('tarpit.example', nowMs, 0.999_999)).toBeGreaterThanOrEqual(300_000);
  });

  it('forgets domains of which it knows nothing more, and never one with a message under way', () => {
    sendMany('quick.example', 30, 20);
    const permit = shares.take('busy.example', nowMs);
    for (let other = 0; other < 2_000; other += 1) sendMany(`d${other}.example`, 1, 1);
    expect(shares.inFlight('busy.example')).toBe(1);
    permit?.leave(nowMs);
    expect(takeAll('quick.example')).toHaveLength(1);
  });
});
