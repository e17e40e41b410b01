import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Receipt } from '../../../src/delivery/relay/receipt.ts';
import { SessionPool, type TakenSession } from '../../../src/delivery/smtp/session-pool-smtp.ts';
import type { OpenedSession, SmtpSession } from '../../../src/delivery/smtp/smtp-session-smtp.ts';

const unreachable = (at: 'connect' | 'login') =>
  ({ kind: 'unreachable', at, problem: 'No.' }) as const satisfies Receipt;

interface FakeSession extends SmtpSession {
  isUsable: boolean;
  isClosed: boolean;
}

/** Each opening ends when the test says so. */
let openings: ((opened: OpenedSession | PromiseLike<never>) => void)[];
let pool: SessionPool;

function fakeSession(): FakeSession {
  const session: FakeSession = {
    isUsable: true,
    isClosed: false,
    offersSmtpUtf8: false,
    send: async () => ({ kind: 'withheld' }),
    close: () => {
      session.isClosed = true;
    },
  };
  return session;
}

function newPool(connections: number, messagesPerSession = 100): SessionPool {
  const open = () => new Promise<OpenedSession>((resolve) => openings.push(resolve));
  return new SessionPool({ connections, messagesPerSession, open });
}

const settle = () => vi.advanceTimersByTimeAsync(0);

async function succeed(): Promise<FakeSession> {
  const session = fakeSession();
  openings.shift()?.({ ok: true, session });
  await settle();
  return session;
}

async function fail(at: 'connect' | 'login'): Promise<void> {
  openings.shift()?.({ ok: false, receipt: unreachable(at) });
  await settle();
}

function taking(): { taken: TakenSession | null } {
  const result: { taken: TakenSession | null } = { taken: null };
  void pool.take().then((taken) => {
    result.taken = taken;
  });
  return result;
}

beforeEach(() => {
  vi.useFakeTimers();
  openings = [];
  pool = newPool(3);
});
afterEach(() => void vi.useRealTimers());

describe('SessionPool', () => {
  it('opens one for each who waits, up to its limit, and serves them in order', async () => {
    const waiting = [taking(), taking(), taking(), taking()];
    expect(openings).toHaveLength(3);
    const first = await succeed();
    expect(waiting.map(({ taken }) => taken !== null)).toEqual([true, false, false, false]);
    pool.giveBack(first);
    await settle();
    expect(waiting[1]?.taken).toMatchObject({ ok: true, session: first, isKept: true });
    const second = await succeed();
    expect(waiting[2]?.taken).toMatchObject({ session: second, isKept: false });
    await succeed();
    expect(waiting[3]?.taken).toMatchObject({ ok: true });
    expect(openings).toHaveLength(0);
  });

  it('keeps what nobody waits for, the one used last in front, and ends it after half a minute', async () => {
    const waiting = [taking(), taking()];
    const [first, second] = [await succeed(), await succeed()];
    expect(waiting.every(({ taken }) => taken?.ok)).toBe(true);
    pool.giveBack(second);
    pool.giveBack(first);
    expect(await pool.take()).toMatchObject({ session: first, isKept: true });
    await vi.advanceTimersByTimeAsync(30_000);
    expect([first.isClosed, second.isClosed]).toEqual([false, true]);
  });

  it('ends what has carried enough or is gone, and opens another for who waits', async () => {
    pool = newPool(1, 2);
    void pool.take();
    const first = await succeed();
    pool.giveBack(first);
    expect(await pool.take()).toMatchObject({ session: first });
    const next = taking();
    expect(openings).toHaveLength(0);
    pool.giveBack(first);
    expect(first.isClosed).toBe(true);
    const second = await succeed();
    expect(next.taken).toMatchObject({ session: second, isKept: false });
    second.isUsable = false;
    pool.giveBack(second);
    const last = taking();
    await succeed();
    expect(last.taken).toMatchObject({ ok: true });
  });

  it('lets who waits take what there is where the relay grants no more, and asks it again later and later', async () => {
    const waiting = [taking(), taking(), taking()];
    const only = await succeed();
    await fail('connect');
    await fail('connect');
    expect(openings).toHaveLength(0);
    expect(waiting.map(({ taken }) => taken !== null)).toEqual([true, false, false]);
    await vi.advanceTimersByTimeAsync(999);
    expect(openings).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(openings).toHaveLength(2);
    await fail('connect');
    await fail('connect');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(openings).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(openings).toHaveLength(2);
    pool.giveBack(only);
    await settle();
    expect(waiting[1]?.taken).toMatchObject({ ok: true, session: only });
  });

  it('says that none can be had where none is left, at once', async () => {
    const waiting = [taking(), taking()];
    const only = await succeed();
    await fail('connect');
    only.isUsable = false;
    pool.giveBack(only);
    expect(openings).toHaveLength(1);
    await fail('connect');
    expect(waiting[1]?.taken).toEqual({ ok: false, receipt: unreachable('connect') });
    expect(openings).toHaveLength(0);
  });

  it('waits for what is being opened before it says so, and then to all', async () => {
    const waiting = [taking(), taking(), taking()];
    await fail('connect');
    await fail('connect');
    expect(waiting.map(({ taken }) => taken)).toEqual([null, null, null]);
    await fail('connect');
    expect(waiting.map(({ taken }) => taken?.ok)).toEqual([false, false, false]);
    expect(openings).toHaveLength(0);
    const later = [taking(), taking()];
    await fail('connect');
    const only = await succeed();
    expect(later.map(({ taken }) => taken?.ok)).toEqual([true, undefined]);
    pool.giveBack(only);
    await settle();
    expect(later[1]?.taken).toMatchObject({ session: only });
  });

  it('asks a relay that came back for as many as it may at once, whatever it had refused before', async () => {
    const first = [taking(), taking()];
    const only = await succeed();
    await fail('connect');
    only.isUsable = false;
    pool.giveBack(only);
    await fail('connect');
    expect(first.every(({ taken }) => taken !== null)).toBe(true);
    const later = [taking(), taking(), taking()];
    expect(openings).toHaveLength(3);
    for (const _ of later) await succeed();
    expect(later.every(({ taken }) => taken?.ok)).toBe(true);
  });

  it('tells one who waits of a failure that is no answer of the relay, and serves the next', async () => {
    pool = newPool(1);
    const failed = pool.take().catch((error: Error) => error.message);
    const next = taking();
    openings.shift()?.(Promise.reject(new Error('a bug')));
    expect(await failed).toBe('a bug');
    await settle();
    await succeed();
    expect(next.taken).toMatchObject({ ok: true });
  });

  it('says at once that the login is refused, however many are open', async () => {
    const waiting = [taking(), taking()];
    await succeed();
    await fail('login');
    expect(waiting[1]?.taken).toEqual({ ok: false, receipt: unreachable('login') });
  });

  it('sends away who waits when it is closed, and keeps nothing that comes later', async () => {
    const waiting = [taking(), taking()];
    const used = await succeed();
    pool.close();
    await settle();
    expect(waiting[1]?.taken).toEqual({ ok: false, receipt: { kind: 'withheld' } });
    expect(used.isClosed).toBe(false);
    pool.giveBack(used);
    expect(used.isClosed).toBe(true);
    expect((await succeed()).isClosed).toBe(true);
    expect(await pool.take()).toMatchObject({ ok: false });
  });
});
