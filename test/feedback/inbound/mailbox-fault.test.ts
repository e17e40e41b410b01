import { expect, it } from 'vitest';
import { isLoginRefused, mailboxFault } from '../../../src/feedback/inbound/mailbox-fault.ts';
import { parseMailboxUrl } from '../../../src/feedback/inbound/mailbox-url.ts';

const parsed = parseMailboxUrl('imaps://bounces:sesame@mail.example/INBOX');
if (!parsed.ok) throw new Error(parsed.problem);
const { account } = parsed;

it.each([
  [{ authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' }, true, 'mistake'],
  [{ authenticationFailed: true }, true, 'mistake'],
  // RFC 5530: the server cannot check it now, so the password may be right.
  [{ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }, false, 'temporary'],
  [{ code: 'ENOTFOUND' }, false, 'mistake'],
  [{ code: 'ECONNRESET' }, false, 'temporary'],
] as const)('tells a login that is refused from other faults: %j', (cause, isRefused, failure) => {
  const fault = mailboxFault(cause, account);
  expect(fault.failure).toBe(failure);
  expect(isLoginRefused(fault)).toBe(isRefused);
});
