import { describe, expect, it, vi } from 'vitest';
import type { Receipt } from '../../src/delivery/relay/receipt.ts';
import { parseRelayUrls } from '../../src/delivery/relay/relay-url.ts';
import { relaySet } from '../../src/delivery/relay-set.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { readRefusal } from '../../src/sending/worker/read-refusal.ts';
import { accepted, judged, refused, unreachable } from './receipts.ts';

const envelope = {
  returnPath: 'b@news.example' as EmailAddress,
  recipient: 'ada@home.example' as EmailAddress,
};

/** A set over relays that answer as they are told to, and what each was asked. */
function world(urls: string, answers: Record<string, () => Receipt | Promise<Receipt>> = {}) {
  const parsed = parseRelayUrls(urls);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const clock = { ms: 1_000_000 };
  const asked: string[] = [];
  const set = relaySet(
    parsed.relays.map((relay) => ({
      relay,
      transport: {
        send: async () => {
          asked.push(relay.host);
          return answers[relay.host]?.() ?? accepted;
        },
        close: async () => undefined,
      },
    })),
    readRefusal,
    {
      store: { count: async () => ({ count: 0, endsInMs: 0 }) },
      now: () => new Date(clock.ms),
      rest: async () => true,
      onTrouble: () => undefined,
    },
  );
  const carry = () =>
    set.carry({ send: 1, refusedBefore: null }, envelope, [Buffer.from('x')], async () => true);
  const carryMany = async (count: number) => {
    const carried = [];
    for (let sent = 0; sent < count; sent += 1) carried.push(await carry());
    return carried;
  };
  return { clock, asked, carry, carryMany };
}

const count = (asked: readonly string[], host: string) => asked.filter((one) => one === host).length;

describe('relaySet', () => {
  it('spreads by weight, evenly, and leaves the fallback alone', async () => {
    const { asked, carryMany } = world(
      'smtp://a.example?weight=3 smtp://b.example smtp://c.example?fallback',
    );
    await carryMany(400);
    expect([count(asked, 'a.example'), count(asked, 'b.example'), count(asked, 'c.example')]).toEqual([
      300, 100, 0,
    ]);
    expect(asked.slice(0, 4)).toEqual(['a.example', 'a.example', 'b.example', 'a.example']);
  });

  it.each([
    ['is away', unreachable('connect')],
    ['turns us away', unreachable('connect', '421 4.7.0 too many connections')],
    ['refuses the login', unreachable('login')],
    ['refuses the return path', refused('sender', '553 5.7.1 not you')],
    ['refuses the return path late', refused('recipient', '550 5.1.8 no such sender')],
  ])('sends through the other one where one %s, without a fault', async (_, receipt) => {
    const { asked, carryMany } = world('smtp://a.example smtp://b.example', { 'a.example': () => receipt });
    const carried = await carryMany(20);
    expect(carried.map((one) => one.receipt.kind)).toEqual(carried.map(() => 'accepted'));
    expect(carried.every(({ fault }) => fault === null)).toBe(true);
    // Once it has failed it is left alone for a while.
    expect(count(asked, 'a.example')).toBe(1);
  });

  it.each<[string, Receipt]>([
    ['a lost answer to the dot', { kind: 'unknown', problem: 'x' }],
    ['a drop in the body', { kind: 'lost', problem: 'x', isBeforeBody: false }],
    ['a refused message', refused('message', '554 5.7.1 no')],
    ['a login that is wanted after the message', refused('message', '530 5.7.0 log in')],
    ['a refused recipient', refused('recipient', '550 5.1.1 no')],
  ])('asks no second relay after %s', async (_, receipt) => {
    const { asked, carry } = world('smtp://a.example smtp://b.example', { 'a.example': () => receipt });
    expect((await carry()).receipt).toEqual(receipt);
    expect(asked).toEqual(['a.example']);
  });

  it('uses the fallback while no other can be, and goes back', async () => {
    let isAway = true;
    const { clock, asked, carryMany } = world('smtp://a.example smtp://c.example?fallback', {
      'a.example': () => (isAway ? unreachable('connect') : accepted),
    });
    await carryMany(3);
    expect(asked).toEqual(['a.example', 'c.example', 'c.example', 'c.example']);
    isAway = false;
    clock.ms += 16_000;
    await carryMany(2);
    expect(asked.slice(4)).toEqual(['a.example', 'a.example']);
  });

  it('has a fault only where no relay can be used, says it of each, and then tries all again', async () => {
    const { clock, carry, carryMany } = world('smtp://a.example smtp://c.example?fallback', {
      'a.example': () => unreachable('login'),
      'c.example': () => unreachable('connect'),
    });
    expect(await carry()).toMatchObject({ fault: null, waitMs: 500, receipt: { kind: 'unreachable' } });
    clock.ms += 61_000;
    const { fault } = await carry();
    expect(fault).toMatch(/See to the user and the password.*Nobody has answered for a minute/);
    expect((await carryMany(1))[0]?.fault).toBeNull();
  });

  it('has its fault at once where it is one relay', async () => {
    const { carry } = world('smtp://a.example', { 'a.example': () => unreachable('login') });
    expect(await carry()).toMatchObject({ fault: expect.stringContaining('SMTP_URL'), waitMs: 0 });
  });

  it('sends through the other one where one refuses everybody in the same words, and names whom to put back', async () => {
    const unknown = refused('recipient', '550 5.1.1 User unknown');
    const { asked, carryMany } = world('smtp://a.example smtp://b.example', { 'a.example': () => unknown });
    const carried = await carryMany(40);
    expect(carried.every(({ fault }) => fault === null)).toBe(true);
    // One domain: whether there are others is asked, and the relay goes on meanwhile.
    expect(carried.flatMap(({ ours }) => (ours ? [ours.onlyDomains] : []))).toEqual([['home.example']]);
    expect(count(asked, 'a.example')).toBe(20);
    const denied = refused('recipient', '550 relay not permitted');
    const strict = world('smtp://a.example smtp://b.example', { 'a.example': () => denied });
    const others = await strict.carryMany(40);
    const keys = [judged(denied)?.key];
    expect(others.flatMap(({ ours }) => (ours ? [ours] : []))).toMatchObject([{ keys, onlyDomains: null }]);
    expect(others.every(({ fault }) => fault === null)).toBe(true);
    expect(count(strict.asked, 'a.example')).toBe(5);
  });

  it('puts back what was under way when that was seen', async () => {
    const denied = refused('recipient', '550 relay not permitted');
    const waiting: (() => void)[] = [];
    const slow = world('smtp://a.example smtp://b.example', {
      'a.example': () => new Promise((resolve) => waiting.push(() => resolve(denied))),
    });
    const carrying = Array.from({ length: 14 }, () => slow.carry());
    await vi.waitUntil(() => waiting.length === 7);
    for (const answer of waiting) answer();
    const carried = await Promise.all(carrying);
    expect(
      carried.filter(({ receipt }) => receipt.kind === 'refused').map(({ ours }) => ours !== null),
    ).toEqual([false, false, false, false, true, true, true]);
  });

  it('has a fault with the keys of all where all refuse everybody', async () => {
    const one = refused('recipient', '550 relay not permitted');
    const other = refused('recipient', '550 we do not relay');
    const { carryMany } = world('smtp://a.example smtp://b.example', {
      'a.example': () => one,
      'b.example': () => other,
    });
    const carried = await carryMany(10);
    const faults = carried.filter(({ fault }) => fault !== null);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.ours?.keys.toSorted()).toEqual([judged(one)?.key, judged(other)?.key].toSorted());
  });
});
