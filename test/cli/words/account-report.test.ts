import { describe, expect, it } from 'vitest';
import { accountLines, isComplete, sendReport } from '../../../src/cli/words/account-report.ts';
import type { Account } from '../../../src/ledger/delivery.ts';

const account: Account = {
  audience: 16,
  held: 3,
  pending: 1,
  sending: 2,
  accepted: 4,
  deferred: 1,
  failed: 1,
  skipped: 3,
  inDoubt: 1,
  skippedFor: { complaint: 1, 'no longer on a list': 1, unsubscribe: 1 },
};
const done: Account = {
  ...account,
  audience: 7,
  held: 0,
  pending: 0,
  sending: 0,
  deferred: 0,
  failed: 0,
  inDoubt: 0,
};

describe('the account', () => {
  it('adds up in what is printed', () => {
    const counts = accountLines(account, false).map((line) => Number(/\d+$/.exec(line)?.[0]));
    const audience = counts.pop();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(audience);
  });

  it('leaves out what is zero, but never who was reached and who should be', () => {
    expect(
      accountLines({ ...done, accepted: 0, skipped: 0, skippedFor: {}, audience: 0 }, false),
    ).toHaveLength(2);
    expect(accountLines(done, false).join('\n')).not.toContain('in doubt');
  });

  it('says why who was skipped is skipped, suppressions in one line', () => {
    const lines = accountLines(done, false).map((line) => line.trim().replace(/ {2,}/, ': '));
    expect(lines).toContain('skipped, must not be mailed: 2');
    expect(lines).toContain('skipped, no longer on a list: 1');
  });

  it('says of a rehearsal that nobody accepted anything', () => {
    expect(accountLines(done, true).join('\n')).not.toContain('relay');
  });

  it('is complete when nobody is open, failed or in doubt', () => {
    expect(isComplete(done)).toBe(true);
    for (const open of ['held', 'pending', 'sending', 'deferred', 'failed', 'inDoubt'] as const) {
      expect(isComplete({ ...done, [open]: 1 })).toBe(false);
    }
  });

  it('has for programs the names of the contract', () => {
    expect(sendReport(3, '10', 'abc', account)).toEqual({
      send: 3,
      issue: '10',
      digest: 'abc',
      audience: 16,
      accepted: 4,
      deferred: 1,
      failed: 1,
      skipped: 3,
      skippedFor: { complaint: 1, 'no longer on a list': 1, unsubscribe: 1 },
      inDoubt: 1,
      pending: 6,
      held: 3,
    });
  });
});
