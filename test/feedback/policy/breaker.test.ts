import { expect, it } from 'vitest';
import {
  type Burst,
  type HardBounces,
  isBurst,
  isCountDue,
  judgeBurst,
} from '../../../src/feedback/policy/breaker.ts';
import { providerOf } from '../../../src/mail/mailbox-provider.ts';

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

const bounces = (counts: Partial<HardBounces>): HardBounces => ({
  hard: 6,
  suppressed: 0,
  quarantined: 0,
  released: 0,
  confirmed: 0,
  ...counts,
});

it.each<[string, Partial<HardBounces>, number, string]>([
  ['too many', {}, 50, 'quarantine'],
  ['too many, as before', { quarantined: 5 }, 50, 'quarantine'],
  ['few', { hard: 5 }, 50, 'believe'],
  ['few again, since the send went on', { hard: 7, quarantined: 6 }, 100, 'believe'],
  ['what a person confirmed', { confirmed: 1 }, 50, 'decided'],
  ['what a person released', { released: 1, quarantined: 5 }, 50, 'decided'],
])('judges %s', (_, counts, batch, verdict) => {
  expect(judgeBurst(bounces(counts), batch)).toBe(verdict);
});

it.each<[string, Partial<HardBounces>, Burst | null, boolean]>([
  ['the first of a provider', { hard: 1 }, null, false],
  ['more than a tenth of the least', {}, null, true],
  ['fewer than a tenth of what was counted', { hard: 10 }, { hard: 6, batch: 100 }, false],
  ['more than a tenth of what was counted', { hard: 11 }, { hard: 6, batch: 100 }, true],
  ['any in quarantine that were never counted', { hard: 2, quarantined: 1 }, null, true],
  ['a tenth more in quarantine', { hard: 11, quarantined: 1 }, { hard: 10, batch: 50 }, false],
  ['over a tenth more in quarantine', { hard: 12, quarantined: 1 }, { hard: 10, batch: 50 }, true],
  ['what a person decided', { hard: 60, confirmed: 6 }, null, false],
])('for %s, whether the batch is counted', (_, counts, last, due) => {
  expect(isCountDue(bounces(counts), last)).toBe(due);
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
