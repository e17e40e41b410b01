import { describe, expect, it } from 'vitest';
import { type Category, categories } from '../../../src/feedback/bounce-report.ts';
import type { BurstVerdict } from '../../../src/feedback/policy/breaker.ts';
import { isOurFault, judgeFailure, weigh } from '../../../src/feedback/policy/suppression-policy.ts';
import {
  decideReport,
  type Facts,
  type Found,
  whyUnmatched,
} from '../../../src/feedback/record/decide-report.ts';
import type { FeedbackEvent } from '../../../src/feedback/record/feedback-event.ts';

const sentAt = new Date('2026-03-01T12:00:00Z');
const daysOn = (days: number) => new Date(sentAt.getTime() + days * 86_400_000);

const found: Found = {
  send: 1,
  subscriber: 1,
  state: 'accepted',
  updatedAt: sentAt,
  isRehearsal: false,
  address: 'Ada@example.com',
  addressKey: 'ada@example.com',
  hostedBy: null,
};

function report(category: Category, days = 1): FeedbackEvent {
  const { kind } = categories[category];
  const result = { recipient: null, kind, category, status: '5.0.0', action: null, why: '550 no' };
  const delivery = { send: 1, subscriber: 1 };
  return { key: 'k', via: 'smtp', delivery, place: 'event', result, isCertain: true, at: daysOn(days) };
}

const facts = (some: Partial<Facts> = {}): Facts => ({
  isOvertaken: false,
  history: { failures: [], arrivals: [] },
  standing: null,
  burst: null,
  ...some,
});

function burst(verdict: BurstVerdict, released = 0): Facts['burst'] {
  return { verdict, bounces: { hard: 6, suppressed: 5, quarantined: 0, released, confirmed: 0 } };
}

const decide = (category: Category, some?: Partial<Facts>, days?: number) =>
  decideReport(report(category, days), found, facts(some));

describe('decideReport', () => {
  it('suppresses who is gone, and quarantines them where the breaker will not believe it', () => {
    expect(decide('invalid_recipient', { burst: burst('believe') })).toEqual({
      disposition: 'suppressed',
      reason: 'hard-bounce',
      why: 'The address is refused for good.',
    });
    const held = decide('invalid_recipient', { burst: burst('quarantine') });
    expect(held).toEqual({ disposition: 'quarantined', why: expect.stringMatching(/a person decides/) });
  });

  it('suppresses nobody at once for what names the delivery only in passing', () => {
    for (const category of ['complaint', 'unsubscribed', 'invalid_recipient', 'invalid_domain'] as const) {
      const event = { ...report(category), place: 'answer', isCertain: false } as const;
      const { disposition, reason } = decideReport(event, found, facts());
      expect(['noted', 'counted'], category).toContain(disposition);
      expect(reason, category).toBeUndefined();
    }
  });

  it('leaves alone what would not suppress anyway, burst or not', () => {
    const some = { burst: burst('quarantine') };
    expect(decide('invalid_recipient', { ...some, standing: 'manual' })).toEqual({
      disposition: 'noted',
      why: 'Not mailed anyway (manual).',
    });
    expect(decide('invalid_recipient', { ...some, isOvertaken: true }).disposition).toBe('noted');
    expect(decide('invalid_recipient', some, 61).disposition).toBe('noted');
    expect(decide('disabled', some).disposition).toBe('counted');
  });

  it('does as a person has said of the burst', () => {
    expect(decide('invalid_recipient', { burst: burst('decided', 5) })).toMatchObject({
      disposition: 'released',
    });
    expect(decide('invalid_recipient', { burst: burst('decided') })).toMatchObject({
      disposition: 'suppressed',
    });
  });

  it('keeps a weaker reason from standing in the way of a stronger one', () => {
    expect(decide('invalid_recipient', { standing: 'unsubscribe' }).disposition).toBe('suppressed');
    expect(decide('complaint', { standing: 'manual' }).disposition).toBe('suppressed');
    expect(decide('complaint', { standing: 'complaint' }).disposition).toBe('noted');
  });

  it('takes a reader at their word however late, unless they came back since', () => {
    expect(decide('complaint', {}, 400)).toMatchObject({ disposition: 'suppressed', reason: 'complaint' });
    expect(decide('unsubscribed', {}, 400).disposition).toBe('unsubscribed');
    expect(decide('complaint', { isOvertaken: true })).toEqual({
      disposition: 'noted',
      why: 'The reader has subscribed again since.',
    });
  });

  it('counts with what came before', () => {
    const before = { weight: 'on the second', send: 0, at: daysOn(-7) } as const;
    expect(decide('disabled', { history: { failures: [before], arrivals: [] } }).disposition).toBe(
      'suppressed',
    );
  });
});

it('finds no delivery for what nobody can have got', () => {
  const bounce = report('invalid_recipient');
  expect(whyUnmatched(bounce, found)).toBeNull();
  expect(whyUnmatched({ ...bounce, delivery: null }, null)).toMatch(/signature/);
  expect(whyUnmatched(bounce, null)).toMatch(/not known/);
  expect(whyUnmatched(bounce, { ...found, isRehearsal: true })).toMatch(/rehearsal/);
  expect(whyUnmatched(bounce, { ...found, state: 'failed' })).toMatch(/failed/);
  expect(whyUnmatched({ ...bounce, via: 'relay' }, { ...found, state: 'failed' })).toBeNull();
});

it('holds for our faults what the policy never lets a subscriber pay for, and nothing else', () => {
  const all = Object.keys(categories) as Category[];
  expect(all.filter(isOurFault)).toEqual([
    'spam',
    'blocklist',
    'policy',
    'auth_failure',
    'sender_rejected',
    'sender_config',
    'rate_limited',
  ]);
  for (const category of all.filter(isOurFault)) {
    const weight = weigh({
      ...report(category).result,
      isFirstHand: true,
      isOwnRelay: false,
      isCertain: true,
    });
    const history = { failures: [], arrivals: [] };
    expect(judgeFailure({ weight, send: 1, at: sentAt }, history).decision).toBe('note');
  }
});
