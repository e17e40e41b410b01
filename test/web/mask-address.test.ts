import { expect, it } from 'vitest';
import { maskAddress } from '../../src/web/mask-address.ts';

it.each([
  ['ada.lovelace@example.com', 'a•••@example.com'],
  ['a@example.com', 'a•••@example.com'],
  ['émile@example.org', 'é•••@example.org'],
  ['𝒜da@example.org', '𝒜•••@example.org'],
])('%s is shown as %s', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});
