import { expect, it } from 'vitest';
import { tokenStore } from '../../../src/web/webhooks/webhook-token-store.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000);
const [one, other] = [Buffer.from('one'), Buffer.from('other')];

it('lends a token to the first body that comes with it, and to no other', () => {
  const tokens = tokenStore(600_000, 100);
  expect(tokens.claim('t', one, at(0))).toBe(true);
  expect(tokens.claim('t', other, at(1))).toBe(false);
  expect(tokens.claim('t', one, at(2))).toBe(true);
  expect(tokens.claim('t', other, at(600))).toBe(false);
  expect(tokens.claim('u', other, at(600))).toBe(true);
});

it('forgets what is out of time, and the oldest where there are too many', () => {
  const tokens = tokenStore(600_000, 100);
  tokens.claim('t', one, at(0));
  expect(tokens.claim('t', other, at(601))).toBe(true);
  for (let index = 0; index < 99; index += 1) tokens.claim(`t${index}`, one, at(602));
  expect(tokens.claim('t', one, at(603))).toBe(true);
  expect(tokens.claim('t98', other, at(603))).toBe(false);
});
