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
    expect(decide({ kind: 'lost', problem: 'x' }).outcome.state).toBe('deferred');
    expect(decide({ kind: 'unknown', problem: 'x' }).outcome.state).toBe('in_doubt');
    expect(decide({ kind: 'withheld' }).outcome.state).toBe('pending');
    expect(decide({ kind: 'unreachable', at: 'connect', problem: 'x' }).outcome.state).toBe('pending');
    expect(decide({ kind: 'unsendable', problem: 'x' }).outcome.state).toBe('failed');
  });
});

describe('relayHealth', () => {
  const away: Receipt = { kind: 'unreachable', at: 'connect', problem: 'away' };
  const fine: Receipt = { kind: 'withheld' };

  const later = (ms: number) => new Date(now.getTime() + ms);

  it('stops at once where no connection ever worked, or the login is refused', () => {
    expect(relayHealth().note(away, now).pauseReason).toBe('away');
    const health = relayHealth();
    health.note(fine, now);
    expect(health.note({ ...away, at: 'login' }, now).pauseReason).toBe('away');
    expect(health.note({ ...away, at: 'tls' }, now).pauseReason).toBe('away');
  });

  it('waits for one that worked, longer and longer, and stops after a minute', () => {
    const health = relayHealth();
    health.note(fine, now);
    const notes = [0, 0, 2_000, 30_000, 60_000].map((ms) => health.note(away, later(ms)));
    expect(notes.map(({ waitMs }) => waitMs)).toEqual([500, 500, 2_000, 10_000, 10_000]);
    expect(notes.map(({ pauseReason }) => pauseReason)).toEqual([null, null, null, null, 'away']);
    health.note(fine, later(61_000));
    expect(health.note(away, later(62_000))).toEqual({ pauseReason: null, waitMs: 500 });
  });
});
