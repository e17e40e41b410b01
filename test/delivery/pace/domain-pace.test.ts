import { describe, expect, it } from 'vitest';
import { type Admission, type DomainPace, domainPace } from '../../../src/delivery/pace/domain-pace.ts';
import type { PaceStore } from '../../../src/delivery/pace/pace-store.ts';

const minuteMs = 60_000;
const enough = '421 4.7.28 slow down';

/** A store that the workers of one test share, with their clock. */
function world() {
  const clock = { ms: 1_000_000 };
  const penalties = new Map<string, { atMs: number; said: string }>();
  const counts = new Map<string, { count: number; endsAtMs: number }>();
  const asked: string[] = [];
  const trouble: unknown[] = [];
  const broken = { isBroken: false };
  const store: PaceStore = {
    // Read a while after the fact, as clocks are.
    penalties: async () =>
      Array.from(penalties, ([domain, { atMs, said }]) => ({ domain, said, agoMs: clock.ms - atMs - 7 })),
    penalise: async (domain, said) => void penalties.set(domain, { atMs: clock.ms, said }),
    count: async (key, amount, windowSeconds) => {
      if (broken.isBroken) throw new Error('the store is away');
      asked.push(key);
      const known = counts.get(key);
      const window =
        known && known.endsAtMs > clock.ms ? known : { count: 0, endsAtMs: clock.ms + windowSeconds * 1000 };
      window.count += amount;
      counts.set(key, window);
      return { count: window.count, endsInMs: window.endsAtMs - clock.ms };
    },
  };
  const worker = (connections = 10): DomainPace =>
    domainPace({
      connections,
      messages: connections,
      store,
      now: () => new Date(clock.ms),
      random: () => 0,
      wait: async (ms) => {
        clock.ms += ms;
      },
      onTrouble: (error) => trouble.push(error),
    });
  return { clock, asked, penalties, trouble, broken, worker };
}

async function mustGo(pace: DomainPace, domain: string): Promise<Extract<Admission, { mayGo: true }>> {
  const admission = await pace.admit(domain);
  if (!admission.mayGo) throw new Error(`put back: ${admission.why}`);
  admission.begin();
  return admission;
}

async function scold(pace: DomainPace, domain: string): Promise<void> {
  (await mustGo(pace, domain)).end(enough);
}

describe('domainPace', () => {
  it('asks nobody for a domain that nothing holds back', async () => {
    const { worker, asked } = world();
    const pace = worker();
    for (let sent = 0; sent < 100; sent += 1) {
      const admission = pace.admit('good.example');
      expect(admission).not.toBeInstanceOf(Promise);
      (admission as Extract<Admission, { mayGo: true }>).end(null);
    }
    expect(asked).toEqual([]);
  });

  it('lets a domain that said 421 have one message a minute, and the others all they want', async () => {
    const { worker, clock } = world();
    const pace = worker();
    await scold(pace, 'strict.example');
    const first = await pace.admit('strict.example');
    expect(first).toEqual({
      mayGo: false,
      until: new Date(clock.ms + minuteMs),
      why: 'Waits its turn: strict.example wants less mail for now. It said: 421 4.7.28 slow down',
    });
    (await mustGo(pace, 'other.example')).end(null);
    clock.ms += minuteMs;
    const turn = await mustGo(pace, 'strict.example');
    expect((await pace.admit('strict.example')).mayGo).toBe(false);
    turn.end(null);
    expect((await pace.admit('strict.example')).mayGo).toBe(false);
    clock.ms += minuteMs;
    (await mustGo(pace, 'strict.example')).end(null);
  });

  it('tells the other workers, and all together send no more than one would', async () => {
    const { worker, clock } = world();
    const [one, two] = [worker(), worker()];
    await scold(one, 'strict.example');
    expect((await two.admit('unrelated.example')).mayGo).toBe(true);
    await two.refresh();
    let sent = 0;
    for (let second = 0; second < 5 * 60 - 1; second += 1) {
      clock.ms += 1_000;
      for (const pace of [one, two]) {
        await pace.refresh();
        const admission = await pace.admit('strict.example');
        if (!admission.mayGo) continue;
        sent += 1;
        admission.end(null);
      }
    }
    expect(sent).toBeGreaterThanOrEqual(4);
    expect(sent).toBeLessThanOrEqual(5);
  });

  it('recovers by itself in an hour and a half, quicker at first', async () => {
    const { worker, clock } = world();
    const pace = worker();
    await scold(pace, 'strict.example');
    const sentBy: number[] = [];
    let sent = 0;
    for (let second = 1; second < 90 * 60; second += 1) {
      clock.ms += 1_000;
      const admission = await pace.admit('strict.example');
      if (admission.mayGo) {
        sent += 1;
        admission.end(null);
      }
      if ([5, 15, 30, 60].includes(second / 60)) sentBy.push(sent);
    }
    expect(sentBy.map((count, at) => count / [5, 45, 270, 2_070][at]!)).toSatisfy((shares: number[]) =>
      shares.every((share) => share > 0.75 && share <= 1.05),
    );
    clock.ms += 1_000;
    expect(pace.admit('strict.example')).not.toBeInstanceOf(Promise);
  });

  it('begins anew where the domain says it again', async () => {
    const { worker, clock } = world();
    const pace = worker();
    await scold(pace, 'strict.example');
    clock.ms += 20 * minuteMs;
    await scold(pace, 'strict.example');
    clock.ms += 30_000;
    expect(await pace.admit('strict.example')).toMatchObject({ until: new Date(clock.ms + 30_000) });
  });

  it('puts a hundred thousand in line with a turn each, and asks the store for hardly any', async () => {
    const { worker, clock, asked } = world();
    const pace = worker();
    await scold(pace, 'huge.example');
    clock.ms += minuteMs;
    const since = clock.ms - minuteMs;
    const minutes: number[] = [];
    for (let delivery = 0; delivery < 100_000; delivery += 1) {
      const admission = await pace.admit('huge.example');
      if (!admission.mayGo) minutes.push((admission.until.getTime() - since) / minuteMs);
    }
    expect(minutes.slice(0, 4)).toEqual([2, 3, 4, 5]);
    expect(minutes.filter((minute) => minute <= 30).length).toBeLessThanOrEqual(270);
    expect(Math.max(...minutes)).toBe(90);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it('stays on the safe side, and says so, where the store is away', async () => {
    const { worker, clock, broken, trouble } = world();
    const pace = worker();
    await scold(pace, 'strict.example');
    broken.isBroken = true;
    clock.ms += minuteMs;
    expect((await pace.admit('strict.example')).mayGo).toBe(false);
    expect(trouble).toHaveLength(1);
  });

  it('lets nobody in who waited for a place while the domain said 421 to another', async () => {
    const { worker } = world();
    const pace = worker();
    const first = await mustGo(pace, 'strict.example');
    const second = pace.admit('strict.example');
    first.end(enough);
    expect(await second).toMatchObject({ mayGo: false, why: expect.stringContaining('wants less mail') });
  });

  it('has a message wait in hand for a place that is soon free, and not for a slow domain', async () => {
    const { worker, clock } = world();
    const pace = worker();
    const first = await mustGo(pace, 'new.example');
    const second = pace.admit('new.example');
    first.end(null);
    expect((await second).mayGo).toBe(true);
    for (let sent = 0; sent < 30; sent += 1) {
      const place = await mustGo(pace, 'quick.example');
      clock.ms += 10;
      place.end(null);
    }
    await mustGo(pace, 'tarpit.example');
    const before = clock.ms;
    expect(await pace.admit('tarpit.example')).toMatchObject({
      mayGo: false,
      why: expect.stringContaining('answers so slowly'),
    });
    expect(clock.ms - before).toBeLessThan(500);
    expect((await pace.admit('quick.example')).mayGo).toBe(true);
  });
});
