import { describe, expect, it } from 'vitest';
import { judge } from '../../src/delivery/judge.ts';
import { refusalKey } from '../../src/delivery/refusals/refusal-key.ts';
import type { Receipt } from '../../src/delivery/relay/receipt.ts';
import { judged, refused } from './receipts.ts';

const now = new Date('2026-11-22T10:00:00Z');
const hourMs = 3_600_000;
const giveUpAt = new Date(now.getTime() + 72 * hourMs);

const decide = (receipt: Receipt, number = 1, random = 0.5, at = now) =>
  judge(receipt, judged(receipt), { number, giveUpAt }, at, random);

const minutesUntil = (receipt: Receipt, number: number, random: number, at = now) => {
  const outcome = decide(receipt, number, random, at);
  return outcome.state === 'deferred' ? (outcome.retryAt.getTime() - at.getTime()) / 60_000 : null;
};

describe('judge', () => {
  it.each<[string, Receipt, string]>([
    ['no such user', refused('recipient', '550 5.1.1 nobody of that name'), 'failed'],
    ['a full mailbox, for good', refused('recipient', '552 5.2.2 over quota'), 'failed'],
    ['a bare 550', refused('recipient', '550 go away'), 'failed'],
    ['a message taken for spam', refused('message', '554 5.7.1 looks like spam'), 'failed'],
    ['greylisting', refused('recipient', '450 4.2.0 greylisted, come back'), 'deferred'],
    ['a full mailbox, for now', refused('recipient', '452 4.2.2 over quota'), 'deferred'],
    ['a domain that has had enough', refused('recipient', '421 4.7.28 too much mail from you'), 'deferred'],
    ['a domain that defers for its rules', refused('message', '451 4.7.1 try later'), 'deferred'],
    [
      'a relay that is sent to too fast',
      refused('message', '454 Throttling failure: rate exceeded'),
      'pending',
    ],
    ['a relay that shuts down', refused('message', '421 4.3.2 shutting down'), 'pending'],
    ['a relay whose disk is full', refused('recipient', '452 4.3.1 no room'), 'pending'],
    ['a relay that is congested', refused('message', '451 4.4.5 system busy'), 'pending'],
    ['a relay that is busy at MAIL', refused('sender', '451 4.0.0 not now'), 'pending'],
    ['a refused return path', refused('sender', '553 5.7.1 not you'), 'pending'],
    ['a refused return path, told late', refused('recipient', '550 5.1.8 no such domain'), 'pending'],
    ['a login that is wanted', refused('recipient', '530 5.7.0 log in first'), 'pending'],
    ['a login that lapsed', refused('message', '535 5.7.8 bad credentials'), 'pending'],
    ['a relay that is away', { kind: 'unreachable', at: 'connect', problem: 'x' }, 'pending'],
    ['a claim that holds no more', { kind: 'withheld' }, 'pending'],
    ['a drop before the dot', { kind: 'lost', problem: 'x', isBeforeBody: false }, 'deferred'],
    ['a drop after the dot', { kind: 'unknown', problem: 'x' }, 'in_doubt'],
    [
      'a quota of the day, for good',
      refused('recipient', '550 5.4.5 Daily user sending limit exceeded'),
      'pending',
    ],
    [
      'a quota of the day',
      refused('message', '454 Throttling failure: Daily message quota exceeded'),
      'pending',
    ],
    ['an address that cannot be said', { kind: 'unsendable', problem: 'x' }, 'failed'],
  ])('for %s', (_, receipt, state) => {
    expect(decide(receipt).state).toBe(state);
  });

  it('keeps the whole reply of who failed', () => {
    const text = '550-5.1.1 nobody of that name\n550 5.1.1 see https://example.com/help';
    expect(decide(refused('recipient', text))).toMatchObject({ reply: { code: 550, text }, detail: text });
  });

  it('keeps the reply of who goes back without an attempt too, where there was one', () => {
    const busy = refused('recipient', '452 4.3.1 no room');
    expect(decide(busy)).toMatchObject({ state: 'pending', reply: { code: 452, enhancedStatus: '4.3.1' } });
    const login = { code: 535, enhancedStatus: '5.7.8', text: '535 5.7.8 no' };
    expect(decide({ kind: 'unreachable', at: 'login', problem: 'x', reply: login })).toEqual({
      state: 'pending',
      reply: login,
      detail: 'x',
      refusalKey: refusalKey(login, ''),
    });
    expect(decide({ kind: 'unreachable', at: 'connect', problem: 'x' })).not.toHaveProperty('reply');
  });

  it('tries again after 5, 15 and 45 minutes, 2, 4, 8 and 16 hours, each within a fifth', () => {
    const later = refused('recipient', '450 4.2.1 later');
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 99].map((number) => minutesUntil(later, number, 0.5));
    expect(waits).toEqual([5, 15, 45, 120, 240, 480, 960, 960, 960]);
    expect(minutesUntil(later, 1, 0)).toBe(4);
    expect(minutesUntil(later, 1, 0.999_999)).toBeCloseTo(6);
  });

  it.each([
    ['451 4.7.1 Greylisting in action, please come back in 00:05:00', 300],
    ['450 4.2.0 <ada@home.example>: Greylisted for 60 seconds', 60],
    ['451 4.7.1 greylisted, try again in 10 minutes', 600],
    ['451 Try again in 1 hour', 3_600],
    ['451 4.7.1 Greylisted, see http://greylist.example/help/5.html', 300],
    ['451 4.7.1 Please try again later', 300],
  ])(
    'tries again whom it greylists after as long as is asked, and no sooner or later: %s',
    (text, seconds) => {
      const receipt = refused('recipient', text);
      for (const random of [0, 0.5, 0.999]) expect(minutesUntil(receipt, 1, random)).toBe(seconds / 60);
      expect(minutesUntil(receipt, 3, 0)).toBe(36);
    },
  );

  it('makes a last attempt when it is too late for the issue, and then gives up with the last reply', () => {
    const later = refused('recipient', '450 4.2.1 mailbox busy');
    const hoursIn = (hours: number) => new Date(now.getTime() + hours * hourMs);
    expect(minutesUntil(later, 9, 0.5, hoursIn(70))).toBe(120);
    const outcome = decide(later, 10, 0.5, hoursIn(72));
    expect(outcome).toMatchObject({
      state: 'failed',
      reply: { code: 450, enhancedStatus: '4.2.1' },
      detail: expect.stringMatching(/^Given up after 10 attempts, .*\. 450 4\.2\.1 mailbox busy$/),
    });
    expect(
      decide({ kind: 'lost', problem: 'dropped', isBeforeBody: true }, 3, 0.5, hoursIn(80)),
    ).toMatchObject({ state: 'failed', reply: null, detail: expect.stringMatching(/dropped$/) });
  });

  it('gives who was first tried after that one more attempt, and a relay that is busy no longer than that', () => {
    const at = new Date(giveUpAt.getTime() + hourMs);
    expect(minutesUntil(refused('recipient', '451 4.2.0 greylisted'), 1, 0.5, at)).toBe(5);
    expect(decide(refused('message', '454 Throttling failure'), 2, 0.5, at).state).toBe('failed');
    expect(decide({ kind: 'unreachable', at: 'connect', problem: 'x' }, 2, 0.5, at).state).toBe('pending');
  });
});
