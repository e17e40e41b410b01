import { describe, expect, it } from 'vitest';
import { AudienceError } from '../../src/audience/audience-error.ts';
import { deriveKeys, deriveSerialKeys } from '../../src/audience/keys.ts';

const secret = 'correct horse battery staple, and more';
const older = 'the secret that was in use before that';
const database = '0b6f3c1e-7a52-4d9c-8e01-5f2a9b3c4d5e';
const other = '9d1e2f3a-4b5c-4d6e-8f70-112233445566';

describe('the keys of a purpose', () => {
  it('are the same on every machine', () => {
    // Made once with: openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:… -kdfopt info:pennypost/unsubscribe
    // HKDF, those of a database with its id as -kdfopt hexsalt:…
    expect(deriveSerialKeys([secret], 'unsubscribe').signing.key.toString('hex')).toBe(
      'd09e1593ef5ebf5e0e57e31e3605321a11ed9181ad6fdea3731070b2ac17bbe7',
    );
    expect(deriveKeys([secret], 'unsubscribe', database).signing.key.toString('hex')).toBe(
      '99bcb04489daa089bf1f4b6fa2195661db29bba7c397c0d7fb01f31eb370cbfe',
    );
  });

  it('differ from those of another purpose, of another secret, of another database and of none', () => {
    const keys = [
      deriveKeys([secret], 'unsubscribe', database),
      deriveKeys([secret], 'return-path', database),
      deriveKeys([secret], 'message-id', database),
      deriveKeys([older], 'unsubscribe', database),
      deriveKeys([secret], 'unsubscribe', other),
      deriveSerialKeys([secret], 'unsubscribe'),
      deriveSerialKeys([secret], 'delivery-tag'),
    ].map(({ signing }) => signing.key.toString('hex'));
    expect(new Set(keys).size).toBe(7);
  });

  it('sign with the current secret and verify with the earlier ones too', () => {
    const ring = deriveKeys([secret, older], 'unsubscribe', database);
    expect(ring.signing).toEqual(deriveKeys([secret], 'unsubscribe', database).signing);
    expect(ring.keys).toEqual([ring.signing, deriveKeys([older], 'unsubscribe', database).signing]);
  });

  it('have ids that say which secret it was, the same for every purpose, and nothing to another database', () => {
    const id = (...given: Parameters<typeof deriveKeys>) => deriveKeys(...given).signing.id;
    expect(id([secret], 'unsubscribe', database)).toMatch(/^[\da-f]{6}$/);
    expect(id([secret], 'unsubscribe', database)).toBe(id([secret], 'return-path', database));
    expect(id([secret], 'unsubscribe', database)).not.toBe(id([older], 'unsubscribe', database));
    expect(id([secret], 'unsubscribe', database)).not.toBe(id([secret], 'unsubscribe', other));
    expect(deriveSerialKeys([secret], 'unsubscribe').signing.id).toMatch(/^[0-9a-z]$/);
  });

  it('may be given the same secret twice', () => {
    expect(deriveKeys([secret, secret], 'unsubscribe', database).keys).toHaveLength(1);
  });

  it('are refused for a secret that could be guessed, without quoting it', () => {
    const refused = () => deriveKeys(['hunter2hunter2'], 'unsubscribe', database);
    expect(refused).toThrow(AudienceError);
    expect(refused).toThrow(/fewer than 32 characters/);
    expect(refused).not.toThrow(/hunter2/);
  });
});
