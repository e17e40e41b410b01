import { describe, expect, it } from 'vitest';
import { atMost } from '../../src/delivery/at-most.ts';

describe('atMost', () => {
  it('lets so many run at once, the rest in the order they came, and a failed one makes room too', async () => {
    const limited = atMost(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3, 4].map((number) =>
      limited(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (number === 1) throw new Error('one');
        return number;
      }).catch(() => 'failed'),
    );
    const turn = () => new Promise(setImmediate);
    await turn();
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.();
    ends[2]?.();
    await turn();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    for (const end of ends) end();
    expect(await Promise.all(tasks)).toEqual([0, 'failed', 2, 3, 4]);
    expect(await limited(async () => 'room again')).toBe('room again');
  });
});
