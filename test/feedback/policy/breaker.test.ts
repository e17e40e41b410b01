import { expect, it } from 'vitest';
import { isBurst } from '../../../src/feedback/policy/breaker.ts';
import { providerOf } from '../../../src/feedback/policy/mail-provider.ts';

it.each([
  [6, 50, true],
  [5, 50, false],
  [49, 49, false],
  [101, 1000, true],
  [100, 1000, false],
  [0, 0, false],
])('%i of %i hard bounces: a burst is %s', (hard, batch, burst) => {
  expect(isBurst({ hard, batch })).toBe(burst);
});

it.each([
  ['a@gmail.com', 'Gmail'],
  ['a@GoogleMail.com', 'Gmail'],
  ['a@hotmail.co.uk', 'Outlook.com'],
  ['a@live.fr', 'Outlook.com'],
  ['a@yahoo.com.br', 'Yahoo'],
  ['a@aol.com', 'Yahoo'],
  ['a@yahoo.co.jp', 'Yahoo Japan'],
  ['a@gmx.net', 'GMX and WEB.DE'],
  ['a@live.company.example', 'live.company.example'],
  ['a@My-Domain.example', 'my-domain.example'],
])('%s is kept by %s', (address, provider) => {
  expect(providerOf(address)).toBe(provider);
});
