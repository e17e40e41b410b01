import { expect, test } from 'vitest';
import { nextLookMs } from '../../../src/sending/control/next-look.ts';

test('a look that costs little is taken again soon', () => {
  expect(nextLookMs(3, 3)).toBe(200);
});

test('looks that cost much take a twentieth of the time', () => {
  expect(nextLookMs(1_000, 1_100)).toBe(20_000);
});

test('one slow look, while the database was away, does not put the next one off', () => {
  expect(nextLookMs(6_000, 5)).toBe(200);
});
