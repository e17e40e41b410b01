import { expect, it } from 'vitest';
import { deriveKeys } from '../../src/audience/keys.ts';
import { hashLinkToken, isLinkToken, linkToken, recoverLinkToken } from '../../src/audience/link-token.ts';
import { unsubscribeToken } from '../../src/audience/unsubscribe-token.ts';

const older = 'the first secret of this test, and long enough';
const newer = 'the second secret of this test, long as well';
const nonce = '00112233445566778899aabbccddeeff';
const before = deriveKeys([older], 'notice-link');

it('is made anew of the nonce and the key, and found again by its hash after the secret was changed', () => {
  const token = linkToken(nonce, before);
  const hash = hashLinkToken(token);
  expect(linkToken(nonce, before)).toBe(token);
  expect(recoverLinkToken(nonce, hash, before)).toBe(token);
  expect(recoverLinkToken(nonce, hash, deriveKeys([newer, older], 'notice-link'))).toBe(token);
});

it('is not found where its key is gone, or the nonce is of another', () => {
  const hash = hashLinkToken(linkToken(nonce, before));
  expect(recoverLinkToken(nonce, hash, deriveKeys([newer], 'notice-link'))).toBeNull();
  expect(recoverLinkToken('another', hash, before)).toBeNull();
});

it('has a form that no token of an issue has', () => {
  expect(isLinkToken(linkToken(nonce, before))).toBe(true);
  expect(isLinkToken(unsubscribeToken(1, deriveKeys([older], 'unsubscribe')))).toBe(false);
  for (const text of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}.`, `${'A'.repeat(43)}\n`])
    expect(isLinkToken(text)).toBe(false);
});
