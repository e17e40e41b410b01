import { expect, it } from 'vitest';
import { deriveKeys } from '../../src/audience/keys.ts';
import { hashLinkToken, isLinkToken, linkToken, recoverLinkToken } from '../../src/audience/link-token.ts';
import { caseProofToken, unsubscribeToken } from '../../src/audience/unsubscribe-token.ts';

const older = 'the first secret of this test, and long enough';
const newer = 'the second secret of this test, long as well';
const database = 'a1b2c3d4-0000-4000-8000-000000000001';
const nonce = '00112233445566778899aabbccddeeff';
const before = deriveKeys([older], 'notice-link', database);

it('is made anew of the nonce and the key, and found again by its hash after the secret was changed', () => {
  const token = linkToken(nonce, before.signing);
  const hash = hashLinkToken(token);
  expect(linkToken(nonce, before.signing)).toBe(token);
  expect(recoverLinkToken(nonce, hash, before)).toBe(token);
  expect(recoverLinkToken(nonce, hash, deriveKeys([newer, older], 'notice-link', database))).toBe(token);
});

it('is not found where its key is gone, or the nonce is of another', () => {
  const hash = hashLinkToken(linkToken(nonce, before.signing));
  expect(recoverLinkToken(nonce, hash, deriveKeys([newer], 'notice-link', database))).toBeNull();
  expect(recoverLinkToken('another', hash, before)).toBeNull();
});

it('has a form that no token of an issue has', () => {
  expect(isLinkToken(linkToken(nonce, before.signing))).toBe(true);
  const token = unsubscribeToken(database, deriveKeys([older], 'unsubscribe', database).signing);
  expect(isLinkToken(token)).toBe(false);
  expect(isLinkToken(caseProofToken(token))).toBe(false);
  for (const text of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}.`, `${'A'.repeat(43)}\n`])
    expect(isLinkToken(text)).toBe(false);
});
