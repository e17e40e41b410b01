import { describe, expect, it } from 'vitest';
import { sites } from './places.ts';
import { scoreSites } from './site-cases.ts';

describe('what twelve generators made of small sites', () => {
  it('is known from their source alone, or asked for', async () => {
    const scores = await scoreSites(sites);
    const sum = (count: (score: (typeof scores)[number]) => number) =>
      scores.reduce((all, one) => all + count(one), 0);
    const known = sum(({ files, asked }) => files - asked);
    expect(known).toBeGreaterThan(700);
    const wrong = scores.flatMap((one) => one.wrong).join('\n');
    expect(sum(({ addresses }) => addresses) / known, wrong).toBeGreaterThan(0.99);
    const pointers = sum((one) => one.pointers);
    expect(pointers).toBeGreaterThan(1_000);
    expect(sum(({ pointersRight }) => pointersRight) / pointers, wrong).toBeGreaterThan(0.99);
    expect(sum(({ published }) => published) / sum(({ files }) => files), wrong).toBeGreaterThan(0.99);
  });
});
