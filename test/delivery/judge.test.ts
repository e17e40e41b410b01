import { describe, expect, it } from 'vitest';
import { judge } from '../../src/delivery/judge.ts';
import type { Receipt } from '../../src/delivery/receipt.ts';
import { relayHealth } from '../../src/delivery/relay-health.ts';
import { parseSmtpReply } from '../../src/mail/smtp-reply.ts';

const now = new Date('2026-11-22T10:00:00Z');

function refused(at: 'sender' | 'recipient' | 'message', text: string): Receipt {
  const reply = parseSmtpReply(text);
  if (!reply) throw new Error(`${text} is no reply`);
  return { kind: 'refused', at, reply };
}

const decide = (receipt: Receipt, attempt = 1, random = 0.5) => judge(receipt, attempt, now, random);

describe('judge', () => {
  it('fails a recipient for good on 5xx, and keeps the whole reply', () => {
    const { outcome, pauseReason } = decide(refused('recipient', '550 5.1.1 no such user'));
    expect(outcome).toMatchObject({ state: 'failed', detail: '550 5.1.1 no such user' });
    expect(pauseReason).toBeNull();
  });

  it('defers on 4xx: five minutes after the first attempt, longer after each, within a fifth', () => {
    const delayMinutes = (attempt: number, random: number) => {
      const { outcome } = decide(refused('recipient', '450 4.2.1 later'), attempt, random);
      return outcome.state === 'deferred' ? (outcome.retryAt.getTime() - now.getTime()) / 60_000 : null;
    };
    expect(delayMinutes(1, 0.5)).toBe(5);
    expect(delayMinutes(1, 0)).toBe(4);
    expect(delayMinutes(3, 0.5)).toBe(45);
    expect(delayMinutes(7, 0.5)).toBe(960);
    expect(delayMinutes(8, 0.5)).toBeNull();
  });

  it('gives up after the last retry and says what the relay said', () => {
    const { outcome } = decide(refused('recipient', '450 4.2.1 later'), 8);
    expect(outcome).toMatchObject({ state: 'failed', detail: 'Given up after 8 attempts. 450 4.2.1 later' });
  });

  it.each([
    refused('sender', '553 5.7.1 not you'),
    refused('recipient', '530 5.7.0 log in first'),
    refused('message', '535 5.7.8 bad credentials'),
  ])('pauses the whole send where the fault is ours, and fails nobody for it', (receipt) => {
    const { outcome, pauseReason } = decide(receipt);
    expect(outcome.state).toBe('pending');
    expect(pauseReason).toContain('would fail every recipient');
  });

  it('repeats what was lost before the dot and leaves in doubt what was lost after it', () => {
    expect(decide({ kind: 'lost', problem: 'x', isBeforeBody: false }).outcome.state).toBe('deferred');
    expect(decide({ kind: 'unknown', problem: 'x' }).outcome.state).toBe('in_doubt');
    expect(decide({ kind: 'withheld' }).outcome.state).toBe('pending');
    expect(decide({ kind: 'unreachable', at: 'connect', problem: 'x' }).outcome.state).toBe('pending');
    expect(decide({ kind: 'unsendable', problem: 'x' }).outcome.state).toBe('failed');
  });
});

describe('relayHealth', () => {
  const away: Receipt = { kind: 'unreachable', at: 'connect', problem: 'away' };
  const fine: Receipt = { kind: 'accepted', reply: { code: 250, enhancedStatus: null, text: '250 ok' } };
  const denied = refused('recipient', '554 5.7.1 Relay access denied');
  const later = (ms: number) => new Date(now.getTime() + ms);
  const reasons = (receipts: readonly Receipt[]) => {
    const health = relayHealth();
    return receipts.map((receipt) => health.note(receipt, now).pauseReason);
  };

  it('stops at once where the login or TLS is refused', () => {
    expect(reasons([{ ...away, at: 'login' }])).toEqual(['away']);
    expect(reasons([fine, { ...away, at: 'tls' }])).toEqual([null, 'away']);
  });

  it('waits for one that is away, longer and longer, and stops after a minute', () => {
    const health = relayHealth();
    const notes = [0, 0, 2_000, 30_000, 60_000].map((ms) => health.note(away, later(ms)));
    expect(notes.map(({ waitMs }) => waitMs)).toEqual([500, 500, 2_000, 10_000, 10_000]);
    expect(notes.map(({ pauseReason }) => pauseReason)).toEqual([null, null, null, null, 'away']);
    expect(health.note(away, later(99_000))).toEqual({ pauseReason: null, waitMs: 500 });
    health.note(fine, later(99_500));
    expect(health.note(away, later(900_000))).toEqual({ pauseReason: null, waitMs: 500 });
  });

  it('stops where it refuses everybody from the start', () => {
    expect(reasons(Array.from({ length: 5 }, () => denied)).map(Boolean)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(reasons([denied, denied, denied, denied, denied]).at(-1)).toContain(
      '554 5.7.1 Relay access denied',
    );
  });

  it('stops where it refuses more than a fifth of fifty, and not for the few of any list', () => {
    const mixed = (refusals: number) => [
      ...Array.from({ length: 50 - refusals }, () => fine),
      ...Array.from({ length: refusals }, () => denied),
    ];
    expect(reasons(mixed(10)).filter(Boolean)).toEqual([]);
    expect(reasons(mixed(11)).filter(Boolean)).toHaveLength(1);
    const busy = refused('recipient', '450 4.2.1 later');
    expect(reasons(Array.from({ length: 50 }, () => busy)).filter(Boolean)).toEqual([]);
  });
});
