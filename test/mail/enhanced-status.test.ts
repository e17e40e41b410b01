import { expect, it } from 'vitest';
import { findEnhancedStatus, isUnspecific, parseStatusField } from '../../src/mail/enhanced-status.ts';

it.each([
  ['550 5.1.1 no such user', '5.1.1'],
  ['no mailbox here by that name. (#5.1.1)', '5.1.1'],
  ['554 5.0.0 rejected: 550 5.7.26 unauthenticated', '5.7.26'],
  ["5.1.0 - Unknown address error 550-'5.2.2 mailbox full'", '5.2.2'],
  ['ran Exim 4.72.1 and got 550 5.2.1 closed', '5.2.1'],
  ['554 5.0.0 no', '5.0.0'],
  ['connect to 5.1.1.7 refused', null],
  ['queued as 4.16.55.1', null],
  ['250 2.0.0 ok', null],
  ['5.9.1', null],
])('finds in %j %j', (text, status) => {
  expect(findEnhancedStatus(text)).toBe(status);
});

it('reads a status field with or without its comment', () => {
  expect(parseStatusField('5.2.2 (mailbox full)')).toBe('5.2.2');
  expect(parseStatusField(' 2.0.0')).toBe('2.0.0');
  expect(parseStatusField('failed')).toBeNull();
  expect([isUnspecific('5.0.0'), isUnspecific('5.1.0')]).toEqual([true, false]);
});
