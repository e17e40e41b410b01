import { describe, expect, it } from 'vitest';
import { describeSend } from '../../../src/cli/sends/status.ts';
import { wayOn } from '../../../src/cli/words/next-steps.ts';
import {
  wordsOfCancel,
  wordsOfPause,
  wordsOfResume,
  wordsOfRetry,
  workersLine,
} from '../../../src/cli/words/send-changes.ts';
import type { PausedBy, SendState } from '../../../src/database/column-values.ts';
import type { SendCondition } from '../../../src/ledger/sends/send-state-sql.ts';
import type { SendView } from '../../../src/sending/control/send-control.ts';

const nobody = {
  audience: 10,
  held: 0,
  pending: 0,
  sending: 0,
  accepted: 0,
  deferred: 0,
  failed: 0,
  skipped: 0,
  inDoubt: 0,
  skippedFor: {},
};
const worker = { host: 'mill', pid: 7, command: 'pennypost work', startedAt: '2026-11-22T09:00:00.000Z' };
const view: SendView = {
  send: 3,
  issueKey: '10',
  digest: 'd',
  rehearsal: false,
  state: 'running',
  pausedBy: null,
  pauseReason: null,
  source: null,
  correctedAt: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  account: { ...nobody, accepted: 4, pending: 6 },
  canary: null,
  retries: null,
  failed: [],
  deferred: [],
  unhappy: [],
  putOff: [],
  workers: [],
};
const stood = (
  state: SendState,
  pausedBy: PausedBy | null = null,
  pauseReason: string | null = null,
): SendCondition => ({ state, pausedBy, pauseReason });
const away = 'The relay is away.';

describe('what a person is told who asks a send', () => {
  it('to pause', () => {
    expect(wordsOfPause(stood('running'), view)).toEqual({
      changed: true,
      lines: ['Send 3 of issue 10 is paused: 4 of 10 have it.', '`pennypost resume 10` lets it go on.'],
    });
    expect(wordsOfPause(stood('paused', 'fault', away), view)).toMatchObject({
      changed: true,
      lines: [expect.stringContaining(away), expect.stringContaining('until you resume it')],
    });
    for (const state of ['paused', 'done', 'cancelled'] as const)
      expect(wordsOfPause(stood(state, state === 'paused' ? 'editor' : null), view).changed).toBe(false);
  });

  it('to go on: how many are left, who delivers them, and what had been wrong', () => {
    expect(wordsOfResume(stood('paused', 'fault', away), view).lines).toEqual([
      'Send 3 of issue 10 goes on: 6 recipients are left.',
      'It had paused because: The relay is away. If that is not mended, it pauses again.',
      'No worker is running: `pennypost send --issue 10` goes on with it, and so does `pennypost work`.',
    ]);
    expect(wordsOfResume(stood('running'), { ...view, workers: [worker] })).toEqual({
      changed: false,
      lines: [
        'Send 3 of issue 10 runs: 6 recipients are left.',
        'Delivered by "pennypost work" on mill (process 7).',
      ],
    });
    expect(wordsOfResume(stood('cancelled', null, 'Cancelled.'), view).lines[0]).toContain('Cancelled.');
  });

  it('to end', () => {
    const cancelled = { ...view, account: { ...nobody, accepted: 4, sending: 1, skipped: 5 } };
    expect(wordsOfCancel(stood('running'), cancelled).lines).toEqual([
      'Send 3 of issue 10 is cancelled: 4 of 10 have it, and nobody else will get it (5 skipped).',
      '1 in flight end as the relay says.',
    ]);
    expect(wordsOfCancel(stood('done'), view).changed).toBe(false);
  });

  it('to try the failed again', () => {
    const refusals = [{ code: 550, enhancedStatus: null, deliveries: 2, said: '550 no\x1b[2J\r\nsuch user' }];
    const went = { retried: 2, left: 0, leftAlone: [] };
    const { lines } = wordsOfRetry(went, refusals, { ...view, workers: [worker] });
    expect(lines[0]).toContain('2 recipients of send 3 of issue 10 will be tried again');
    expect(lines[1]).toBe('  2  550 no[2J / such user');
    expect(wordsOfRetry({ ...went, retried: 0 }, [], view)).toMatchObject({ changed: false });
    const paused = { ...view, state: 'paused', pauseReason: away } as const;
    expect(wordsOfRetry({ ...went, retried: 1 }, refusals, paused).lines.at(-1)).toContain(
      '`pennypost resume 10`',
    );
  });

  it('to try those again of whom some must not be mailed, who are named and counted apart', () => {
    const group = { code: 550, enhancedStatus: '5.1.1', said: '550 5.1.1 nobody' };
    const other = { code: 554, enhancedStatus: null, deliveries: 1, said: '554 no' };
    const left = [{ address: 'ada@example.com', reason: 'complaint' }] as const;
    const after = { ...view, failed: [{ ...group, deliveries: 1 }] };
    const outcome = { retried: 2, left: 21, leftAlone: left };
    expect(wordsOfRetry(outcome, [{ ...group, deliveries: 2 }, other], after).lines).toEqual([
      '2 recipients of send 3 of issue 10 will be tried again. They had been told:',
      '  1  550 5.1.1 nobody',
      '  1  554 no',
      '21 are left as they are, since they must not be mailed:',
      '  ada@example.com  reported a mail as spam',
      '  … and 20 more.',
      expect.stringContaining('No worker is running'),
    ]);
    expect(wordsOfRetry({ ...outcome, retried: 0 }, [], after)).toMatchObject({
      changed: false,
      lines: [expect.stringContaining('may be tried again'), ...Array(3).fill(expect.any(String))],
    });
  });

  it('and names three workers at the most', () => {
    expect(workersLine({ ...view, workers: Array.from({ length: 5 }, () => worker) })).toMatch(/, 2 more\.$/);
  });
});

describe('the way on', () => {
  const ways = (changes: Partial<SendView>, workers = 0) =>
    wayOn({ ...view, ...changes }, workers).join('\n');

  it('out of a pause is the one that lifts it', () => {
    expect(ways({ state: 'paused', pausedBy: 'fault' })).toContain('`pennypost send --issue 10` goes on');
    for (const pausedBy of ['editor', 'stale', 'canary'] as const)
      expect(ways({ state: 'paused', pausedBy })).toMatch(/^`pennypost resume 10`/);
  });

  it('of a send that nobody delivers is to deliver it', () => {
    expect(ways({})).toContain('No worker is running');
    expect(ways({}, 2)).toBe('');
    expect(ways({ state: 'cancelled' })).toBe('');
  });

  it('of a send that is over leads to those who did not get it', () => {
    const account = { ...nobody, accepted: 7, failed: 2, inDoubt: 1 };
    expect(ways({ state: 'done', account }).split('\n')).toEqual([
      expect.stringContaining('`pennypost retry 10 --failed`'),
      expect.stringContaining('--resend-in-doubt'),
    ]);
  });
});

describe('status', () => {
  const said = (changes: Partial<SendView>) => describeSend({ ...view, ...changes }).join('\n');

  it('says what a running send waits for and who delivers it', () => {
    const canary = { size: 5, watchMinutes: 10, until: '2026-11-22T10:20:00.000Z' };
    const text = said({ canary, workers: [worker] });
    expect(text).toContain(
      'The first 5 were tried. If all goes well, the others follow at 2026-11-22 10:20 UTC.',
    );
    expect(text).toContain('Delivered by "pennypost work" on mill (process 7).');
  });

  it('says why it is paused and what lifts that', () => {
    const text = said({ state: 'paused', pausedBy: 'fault', pauseReason: away });
    expect(text).toMatch(/: paused, begun 2026-11-22 10:00 UTC\n {2}The relay is away\.\n/);
    expect(text).toContain('When that is mended, `pennypost send --issue 10` goes on');
  });

  it('says when the deferred are tried again, and groups by reply', () => {
    const text = said({
      retries: { first: '2026-11-22T10:05:00.000Z', last: '2026-11-22T11:00:00.000Z' },
      deferred: [{ code: 450, enhancedStatus: null, deliveries: 12, said: '450 busy' }],
      failed: [{ code: 550, enhancedStatus: null, deliveries: 3, said: '550 gone' }],
    });
    expect(text).toContain(
      'from 2026-11-22 10:05 UTC to 2026-11-22 11:00 UTC, by what they were told:\n    12  450 busy',
    );
    expect(text).toContain('Failed, by what they were told:\n    3  550 gone');
  });

  it('sends nobody to the relay for a rehearsal', () => {
    expect(said({ rehearsal: true })).not.toContain('pennypost');
  });
});
