import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Category, categories } from '../../../src/feedback/bounce-report.ts';
import {
  arrivals,
  type Failure,
  type FeedbackHistory,
  judgeFailure,
  type Said,
  type Weight,
  weigh,
} from '../../../src/feedback/policy/suppression-policy.ts';

const hour = 3_600_000;
const day = 24 * hour;
const begin = Date.parse('2026-03-01T00:00:00Z');
const on = (days: number) => new Date(begin + days * day);
const all = Object.keys(categories) as Category[];

const said = (category: Category, more: Partial<Said> = {}): Said => ({
  category,
  kind: categories[category].kind,
  action: 'failed',
  status: '5.0.0',
  why: '550 no',
  isFirstHand: false,
  isOwnRelay: false,
  isCertain: true,
  ...more,
});

describe('one report', () => {
  const expected: Readonly<Record<Weight, readonly Category[]>> = {
    'at once': ['invalid_recipient', 'invalid_domain', 'moved', 'complaint'],
    'on the second': ['disabled', 'relay_denied', 'recipient_refused', 'undetermined'],
    'soft count': ['mailbox_full', 'timeout', 'network', 'system', 'tls'],
    never: [
      'spam',
      'blocklist',
      'policy',
      'auth_failure',
      'sender_rejected',
      'sender_config',
      'rate_limited',
    ],
    neither: [
      'content',
      'message_too_large',
      'auto_reply',
      'challenge',
      'delivered',
      'read_receipt',
      'auth_report',
      'not_spam',
      'unsubscribed',
      'not_feedback',
      'unreadable',
    ],
  };

  it('weighs as the table says, every category', () => {
    for (const category of all) expect(expected[weigh(said(category))], category).toContain(category);
  });

  it('of a failure that the reporter still works on weighs nothing, whatever else it says', () => {
    for (const category of all)
      expect(weigh(said(category, { action: 'delayed' })), category).toBe('neither');
  });

  it('never holds it against a reader that our own relay relays for us no more, and on the second where one farther on does', () => {
    const denied = said('relay_denied', { status: '5.7.1', isFirstHand: true });
    expect(weigh({ ...denied, isOwnRelay: true })).toBe('never');
    expect(weigh(denied)).toBe('on the second');
    // What else it says of a reader counts as it does from anybody.
    expect(weigh(said('invalid_recipient', { status: '5.1.1', isFirstHand: true, isOwnRelay: true }))).toBe(
      'at once',
    );
  });

  it.each([
    ['for now by status', { kind: 'soft', status: '4.1.1' }, 'soft count'],
    ['for now by code', { kind: 'soft', status: null, why: '450 unknown' }, 'soft count'],
    ['in words alone', { status: null, why: 'There is no such user.' }, 'on the second'],
    ['with a code and no status', { status: null, why: '550 No such user' }, 'at once'],
    ['by a number that is no code', { status: null, why: 'user5501 unknown, 10.5.550.1' }, 'on the second'],
    ['who may be another', { status: '5.1.1', isCertain: false }, 'on the second'],
    ['by a provider itself', { status: null, why: 'HardBounce', isFirstHand: true }, 'at once'],
  ] as const)('of an unknown reader %s', (_, more, weight) => {
    expect(weigh(said('invalid_recipient', more))).toBe(weight);
  });

  it.each([
    ['4.2.1', '', 'soft count'],
    [null, '421 try later', 'soft count'],
    [null, 'Account suspended', 'on the second'],
    ['5.2.1', '421 then 550', 'on the second'],
  ] as const)('of a closed mailbox with status %s and "%s" is %s', (status, why, weight) => {
    expect(weigh(said('disabled', { status, why }))).toBe(weight);
  });
});

const failures = (weight: Weight, days: readonly number[], firstSend = 1): Failure[] =>
  days.map((at, n) => ({ weight, send: firstSend + n, at: on(at) }));
const judge = (all: readonly Failure[], arrived: readonly number[] = []) => {
  const [last, ...before] = [...all].reverse();
  if (!last) throw new Error('nothing to judge');
  return judgeFailure(last, { failures: before, arrivals: arrived.map(on) });
};

describe('a refusal for good that is not clear', () => {
  it.each([
    ['once', [0], [], 'count'],
    ['twice within 72 hours', [0, 2.9], [], 'count'],
    ['twice, 72 hours apart', [0, 3], [], 'suppress'],
    ['twice with mail that arrived between', [0, 7], [3], 'count'],
    ['twice with mail that arrived before', [1, 7], [0], 'suppress'],
    ['twice, half a year apart', [0, 180], [], 'suppress'],
    ['twice, longer apart', [0, 181], [], 'count'],
  ] as const)('%s', (_, days, arrived, decision) => {
    expect(judge(failures('on the second', days), arrived).decision).toBe(decision);
  });

  it('twice of the same issue counts as one', () => {
    const same = [0, 10].map((at) => ({ weight: 'on the second' as const, send: 1, at: on(at) }));
    expect(judge(same).decision).toBe('count');
  });
});

describe('the soft count', () => {
  it.each([
    ['four days over weeks', [0, 7, 14, 21], [], 'count'],
    ['five days over four weeks', [0, 7, 14, 21, 28], [], 'suppress'],
    ['five days within 14', [0, 3, 6, 9, 13.9], [], 'count'],
    ['five days over 14', [0, 3, 6, 9, 14], [], 'suppress'],
    ['with a quiet month between', [0, 7, 38, 45, 52], [], 'count'],
    ['with mail that arrived between', [0, 7, 14, 21, 28], [15], 'count'],
    ['with mail that arrived before', [1, 8, 15, 22, 29], [0], 'suppress'],
  ] as const)('%s', (_, days, arrived, decision) => {
    expect(judge(failures('soft count', days), arrived).decision).toBe(decision);
  });

  it('of two issues alone is not enough, and a hundred on one day are one', () => {
    const two = [0, 7, 14, 21, 28].map((at, n) => ({
      weight: 'soft count' as const,
      send: n % 2,
      at: on(at),
    }));
    expect(judge(two).decision).toBe('count');
    const oneDay = Array.from({ length: 100 }, (_, n) => 20 + n / 101);
    expect(judge(failures('soft count', [0, 7, 14, ...oneDay])).decision).toBe('count');
  });
});

const anyFailure: fc.Arbitrary<Failure> = fc.record({
  weight: fc.constantFrom<Weight>('at once', 'on the second', 'soft count', 'never', 'neither'),
  send: fc.integer({ min: 1, max: 8 }),
  at: fc.integer({ min: 0, max: 200 * 24 }).map((hours) => new Date(begin + hours * hour)),
});
const anyHistory: fc.Arbitrary<FeedbackHistory> = fc.record({
  failures: fc.array(anyFailure, { maxLength: 40 }),
  arrivals: fc.array(
    fc.integer({ min: 0, max: 200 }).map((days) => on(days)),
    { maxLength: 3 },
  ),
});

describe('whatever the history', () => {
  it('a fault of ours, and what is no failure, suppresses nobody', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), anyHistory, fc.boolean(), (category, history, isFirstHand) => {
        const weight = weigh(said(category, { isFirstHand }));
        fc.pre(weight === 'never' || weight === 'neither');
        expect(judgeFailure({ weight, send: 1, at: on(100) }, history).decision).toBe('note');
      }),
    );
  });

  it('who was refused for now is never suppressed within two weeks of the first time', () => {
    const within = fc.array(fc.integer({ min: 0, max: 13 * 24 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(within, (hours) => {
        const days = hours.sort((one, other) => one - other).map((at) => at / 24);
        expect(judge(failures('soft count', days)).decision).toBe('count');
      }),
    );
  });

  it('the order in which reports of a day are recorded changes nothing about who is suppressed in the end', () => {
    const sameDay = fc.array(
      fc.record({
        weight: fc.constantFrom<Weight>('on the second', 'soft count', 'never'),
        send: fc.integer({ min: 1, max: 8 }),
        at: fc.integer({ min: 0, max: 23 }).map((hours) => new Date(begin + 60 * day + hours * hour)),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(sameDay, anyHistory, fc.infiniteStream(fc.nat()), (reports, earlier, dice) => {
        const before = earlier.failures.filter(({ at }) => at < on(60));
        const arrived = earlier.arrivals.filter((at) => at < on(60));
        const isSuppressed = (order: readonly Failure[]) =>
          order.some(
            (report, n) =>
              judgeFailure(report, { failures: [...before, ...order.slice(0, n)], arrivals: arrived })
                .decision === 'suppress',
          );
        const keyed = reports.map((report) => ({ report, key: dice.next().value ?? 0 }));
        const shuffled = keyed.sort((one, other) => one.key - other.key).map(({ report }) => report);
        expect(isSuppressed(shuffled)).toBe(isSuppressed(reports));
      }),
    );
  });

  it('the order of the history does not matter, nor does repeating it', () => {
    fc.assert(
      fc.property(anyFailure, anyHistory, (failure, { failures: known, arrivals: arrived }) => {
        const verdict = judgeFailure(failure, { failures: known, arrivals: arrived });
        const turned = { failures: [...known, ...known].reverse(), arrivals: [...arrived].reverse() };
        expect(judgeFailure(failure, turned)).toEqual(verdict);
      }),
    );
  });
});

describe('what counts as arrived', () => {
  const accepted = [1, 2, 3].map((send) => ({ send, at: on(7 * send) }));

  it('is silence that lasted, an answering machine or a receipt; not the word of our relay', () => {
    const away = { category: 'auto_reply', send: 3, at: on(21.1) } as const;
    const bounced = { category: 'mailbox_full', send: 1, at: on(8) } as const;
    expect(arrivals([], accepted, on(21.5))).toEqual([on(7), on(14)]);
    expect(arrivals([bounced], accepted, on(21.5))).toEqual([on(14)]);
    expect(arrivals([bounced, away], accepted, on(21.5))).toEqual([on(21.1), on(14)]);
  });

  it('is not what was blocked for a fault of ours', () => {
    const blocked = { category: 'blocklist', send: 1, at: on(8) } as const;
    expect(arrivals([blocked], accepted.slice(0, 1), on(30))).toEqual([]);
  });
});
