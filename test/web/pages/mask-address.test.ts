import { expect, it } from 'vitest';
import { maskAddress, maskAddresses } from '../../../src/web/pages/mask-address.ts';

it.each([
  ['ada.lovelace@example.com', 'a•••@example.com'],
  ['a@example.com', 'a•••@example.com'],
  ['émile@example.org', 'é•••@example.org'],
  ['𝒜da@example.org', '𝒜•••@example.org'],
])('%s is shown as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});

it('masks each address in a text and leaves the rest', () => {
  const text = 'Ada <ada@example.com>, at work: countess@engine.example; @ada met me @ noon';
  expect(maskAddresses(text)).toBe(
    'Ada <a•••@example.com>, at work: c•••@engine.example; @ada met me @ noon',
  );
  expect(maskAddresses('a•••@example.com')).toBe('a•••@example.com');
});

it('takes no longer for a long word than for as many short ones, so that a list cannot hold up a page', () => {
  const word = 'a'.repeat(1_000_000);
  expect(maskAddresses(word)).toBe(word);
  expect(maskAddresses('@'.repeat(1_000_000))).toHaveLength(1_000_000);
  expect(maskAddresses('a@b@c@d')).toBe('a•••@b@c•••@d');
});
