import { expect, it } from 'vitest';
import {
  addressToken,
  unsubscribeMailboxes,
  unsubscribeMailto,
} from '../../src/audience/unsubscribe-mailbox.ts';
import { readUnsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import { subscriberName, testLinkKeys, tokenOf } from '../setup/signed-names.ts';

const token = tokenOf(2 ** 40);
const returnPathDomain = 'bounces.news.example';

it('holds the token in its address where every address is ours, and the word as its subject', () => {
  const mailbox = { address: `unsubscribe@${returnPathDomain}`, returnPathDomain };
  const mailto = new URL(unsubscribeMailto(mailbox, token));
  expect(mailto.pathname).toMatch(/^unsubscribe\+[a-z2-7]{48}@bounces\.news\.example$/);
  expect(mailto.pathname.indexOf('@')).toBeLessThanOrEqual(64);
  expect(mailto.searchParams.get('subject')).toBe('unsubscribe');
  const read = addressToken(mailto.pathname.toUpperCase(), mailbox);
  expect(readUnsubscribeToken(read ?? '', testLinkKeys.tokens)).toEqual({
    kind: 'ours',
    name: { kind: 'subscriber', name: subscriberName(2 ** 40) },
  });
});

it.each([
  ['elsewhere', 'leave@news.example', 'leave@news.example'],
  [
    'where it would be too long',
    `${'l'.repeat(16)}@${returnPathDomain}`,
    `${'l'.repeat(16)}@${returnPathDomain}`,
  ],
  ['and encodes what an address of a mailto may not hold', 'a&b@news.example', 'a%26b@news.example'],
])('holds it in the subject %s', (_where, address, written) => {
  const mailto = unsubscribeMailto({ address, returnPathDomain }, token);
  expect(mailto).toBe(`mailto:${written}?subject=unsubscribe%20${token}`);
});

it('is read where it is named, where it would be, and where issues named it before', () => {
  const addresses = (unsubscribeMailbox: string | null) =>
    unsubscribeMailboxes({
      unsubscribeMailbox,
      returnPathDomain,
      fromDomain: 'news.example',
      returnPath: null,
    }).map(({ address }) => address);
  expect(addresses(null)).toEqual([`unsubscribe@${returnPathDomain}`, 'unsubscribe@news.example']);
  expect(addresses('unsubscribe@news.example')).toHaveLength(2);
  expect(addresses('leave@news.example')).toHaveLength(3);
});
