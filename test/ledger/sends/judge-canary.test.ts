import { describe, expect, it } from 'vitest';
import { type CanaryFigures, judgeCanary } from '../../../src/ledger/sends/judge-canary.ts';

const fine: CanaryFigures = {
  accepted: 100,
  failed: 0,
  bounced: 0,
  inDoubt: 0,
  deferred: 0,
  open: 0,
  complaints: 0,
};
const judge = (changes: Partial<CanaryFigures>, watched: number | null = 10, watch = 10) =>
  judgeCanary({ ...fine, ...changes }, watched, watch);

describe('a canary', () => {
  it('waits while it is on its way, is watched, and lets the others go', () => {
    expect(judge({ accepted: 60, open: 40 }, null).kind).toBe('wait');
    expect(judge({}, null).kind).toBe('settled');
    expect(judge({}, 9.9).kind).toBe('wait');
    expect(judge({}, 10).kind).toBe('release');
  });

  it('that is not to be watched lets the others go as soon as each was tried', () => {
    expect(judge({ accepted: 99, open: 1 }, null, 0).kind).toBe('wait');
    expect(judge({}, null, 0).kind).toBe('release');
  });

  it('stops at once for what can only grow worse', () => {
    for (const bad of [
      { accepted: 54, failed: 6, open: 40 },
      { accepted: 54, inDoubt: 6, open: 40 },
      { accepted: 60, bounced: 6, open: 40 },
      { accepted: 60, complaints: 1, open: 40 },
    ])
      expect(judge(bad, null).kind).toBe('stop');
  });

  it('stops for deferrals only when the watch is over, since they may still be taken', () => {
    const slow = { accepted: 79, deferred: 20, open: 1 };
    expect(judge(slow, 5).kind).toBe('wait');
    expect(judge(slow, 10).kind).toBe('stop');
    expect(judge({ accepted: 80, deferred: 20 }, 10).kind).toBe('release');
  });

  it('goes by shares, but never stops for the one dead address of a handful', () => {
    expect(judge({ accepted: 95, failed: 5 }).kind).toBe('release');
    expect(judge({ accepted: 9, failed: 1 }).kind).toBe('release');
    expect(judge({ accepted: 8, failed: 2 }).kind).toBe('stop');
    expect(judge({ accepted: 999, complaints: 2, open: 1 }).kind).toBe('release');
    expect(judge({ accepted: 1, failed: 0, complaints: 1 }).kind).toBe('stop');
  });

  it('that nobody accepted lets nobody go', () => {
    expect(judge({ accepted: 0, failed: 1 }).kind).toBe('stop');
    expect(judge({ accepted: 0, deferred: 1 }).kind).toBe('stop');
    expect(judge({ accepted: 0 }).kind).toBe('stop');
  });

  it('says the figures, and what would have been allowed', () => {
    expect(judge({ accepted: 90, failed: 6, deferred: 4 })).toEqual({
      kind: 'stop',
      reason:
        'Of the first 100, 90 accepted, 6 refused for good, 4 deferred. At most 5 % may be refused, bounced or in ' +
        'doubt, 20 % deferred and 0.3 % complain, so nobody else got it.',
    });
  });
});
