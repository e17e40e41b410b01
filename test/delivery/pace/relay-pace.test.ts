import { describe, expect, it } from 'vitest';
import { RelayPace } from '../../../src/delivery/pace/relay-pace.ts';
import { parseRelayUrl } from '../../../src/delivery/relay/relay-url.ts';
import { accepted, refused, unreachable } from '../receipts.ts';

/** Workers that send to one relay as fast as they may, on one clock; who waits longest ago goes first. */
function world(url: string, workers = 1) {
  const parsed = parseRelayUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  const clock = { ms: 1_000_000 };
  const window = { count: 0, endsAtMs: 0, asked: 0 };
  const trouble: unknown[] = [];
  const flags = { isStoreAway: false, isStopping: false };
  const sleeping: { atMs: number; wake: (isWhole: boolean) => void }[] = [];
  const paces = Array.from({ length: workers }, () => {
    return new RelayPace(parsed.relay, {
      store: {
        count: async (_, amount, windowSeconds) => {
          window.asked += 1;
          if (flags.isStoreAway) throw new Error('the store is away');
          if (clock.ms >= window.endsAtMs) {
            window.count = 0;
            window.endsAtMs = clock.ms + windowSeconds * 1000;
          }
          window.count += amount;
          return { count: window.count, endsInMs: window.endsAtMs - clock.ms };
        },
      },
      now: () => new Date(clock.ms),
      rest: (ms) =>
        flags.isStopping
          ? Promise.resolve(false)
          : new Promise((resolve) => sleeping.push({ atMs: clock.ms + ms, wake: resolve })),
      onTrouble: (error) => trouble.push(error),
    });
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  /** Ten connections a worker for so long; when each message went, in ms from now. */
  async function run(forMs: number): Promise<number[]> {
    const startMs = clock.ms;
    const endMs = startMs + forMs;
    const went: number[] = [];
    const connection = async (pace: RelayPace) => {
      while (clock.ms < endMs) {
        if (!(await pace.turn())) return;
        if (clock.ms >= endMs) return;
        went.push(clock.ms - startMs);
        // The relay takes ten milliseconds.
        await new Promise<boolean>((resolve) => sleeping.push({ atMs: clock.ms + 10, wake: resolve }));
      }
    };
    for (const pace of paces) for (let at = 0; at < 10; at += 1) void connection(pace);
    for (;;) {
      await settle();
      sleeping.sort((one, other) => one.atMs - other.atMs);
      const next = sleeping.shift();
      if (!next || next.atMs >= endMs) break;
      clock.ms = Math.max(clock.ms, next.atMs);
      next.wake(true);
    }
    for (const { wake } of sleeping.splice(0)) wake(false);
    clock.ms = endMs;
    return went;
  }
  return { paces, clock, window, trouble, flags, run };
}

describe('RelayPace', () => {
  it('asks nobody and waits for nothing where the relay sets no limit', async () => {
    const { paces, window } = world('smtp://a.example');
    expect(paces[0]?.turn()).toBe(true);
    expect(paces[0]?.turn()).toBe(true);
    expect(window.asked).toBe(0);
  });

  it.each([
    ['smtp://a.example?rate=14', 1, 140],
    ['smtp://a.example?rate=14', 3, 140],
    ['smtp://a.example?rate=200', 2, 2_000],
    ['smtp://a.example?rate=0.5', 2, 5],
  ])('keeps to %s with %i workers together', async (url, workers, most) => {
    const went = await world(url, workers).run(10_000);
    expect(went.length).toBeLessThanOrEqual(most);
    expect(went.length).toBeGreaterThanOrEqual(most * 0.85 - 1);
  });

  it('sends evenly, and asks the store for blocks', async () => {
    const { run, window } = world('smtp://a.example?rate=100');
    const went = await run(5_000);
    const firstHalf = went.filter((ms) => ms % 1000 < 500).length;
    expect(firstHalf / went.length).toBeGreaterThan(0.4);
    expect(firstHalf / went.length).toBeLessThan(0.6);
    expect(window.asked).toBeLessThan(went.length / 5);
  });

  it('keeps to its own turns where the store is away, and says so', async () => {
    const { run, flags, trouble } = world('smtp://a.example?rate=20');
    flags.isStoreAway = true;
    const went = await run(5_000);
    expect(went.length).toBeGreaterThan(80);
    expect(went.length).toBeLessThanOrEqual(101);
    expect(trouble.length).toBeGreaterThan(0);
  });

  it.each([
    refused('message', '454 Throttling failure: Maximum sending rate exceeded.'),
    refused('message', '451 4.4.5 system busy'),
    unreachable('connect', '421 4.7.0 too many connections'),
  ])('halves its speed where the relay is too busy, and comes back by itself: %j', async (busy) => {
    const { run, paces, clock } = world('smtp://a.example');
    const before = (await run(5_000)).length;
    paces[0]?.note(busy);
    paces[0]?.note(busy);
    const slowed = await run(5_000);
    expect(slowed[0]).toBeGreaterThanOrEqual(1_000);
    expect(slowed.length).toBeLessThan(before * 0.55);
    expect(slowed.length).toBeGreaterThan(before * 0.25);
    clock.ms += 120_000;
    expect(paces[0]?.turn()).toBe(true);
    paces[0]?.note(accepted);
    expect(paces[0]?.turn()).toBe(true);
  });

  it('never stops altogether, however often the relay says so', async () => {
    const { run, paces, clock } = world('smtp://a.example');
    await run(1_000);
    for (let times = 0; times < 40; times += 1) {
      paces[0]?.note(refused('message', '454 Throttling failure'));
      clock.ms += 1_000;
    }
    expect((await run(200_000)).length).toBeGreaterThan(2);
  });

  it('lets nobody go who was told to stop', async () => {
    const { paces, flags } = world('smtp://a.example?rate=1');
    expect(await paces[0]?.turn()).toBe(true);
    flags.isStopping = true;
    expect(await paces[0]?.turn()).toBe(false);
  });
});
