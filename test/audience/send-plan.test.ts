import { expect, it } from 'vitest';
import { describeSuppression } from '../../src/audience/send-plan.ts';

it.each([
  ['unsubscribe', 'unsubscribed, 2026-02-01'],
  ['hard-bounce', 'mail to this address came back for good, 2026-02-01'],
  ['complaint', 'reported a mail as spam, 2026-02-01'],
] as const)('somebody skipped for %s is told in words', (reason, words) => {
  expect(describeSuppression({ reason, since: new Date('2026-02-01T23:00:00Z') })).toBe(words);
});
