import { describe, expect, it } from 'vitest';
import { AudienceError } from '../../src/audience/audience-error.ts';
import { deriveKeys } from '../../src/audience/keys.ts';

const secret = 'correct horse battery staple, and more';
const older = 'the secret that was in use before that';

describe('the keys of a purpose', () => {
  it('are the same on every machine', () => {
    // Made once with: openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:… -kdfopt info:pennypost/unsubscribe HKDF
    expect(deriveKeys([secret], 'unsubscribe').key.toString('hex')).toBe(
      'd09e1593ef5ebf5e0e57e31e3605321a11ed9181ad6fdea3731070b2ac17bbe7',
    );
  });

  it('differ from those of another purpose and of another secret', () => {
    const keys = [
      deriveKeys([secret], 'unsubscribe'),
      deriveKeys([secret], 'delivery-tag'),
      deriveKeys([older], 'unsubscribe'),
    ].map(({ key }) => key.toString('hex'));
    expect(new Set(keys).size).toBe(3);
  });

  it('sign with the current secret and verify with the earlier ones too', () => {
    const ring = deriveKeys([secret, older], 'unsubscribe');
    const before = deriveKeys([older], 'unsubscribe');
    expect(ring.id).toBe(deriveKeys([secret], 'unsubscribe').id);
    expect(ring.keys.get(ring.id)).toEqual(ring.key);
    expect(ring.keys.get(before.id)).toEqual(before.key);
  });

  it('have ids of one character of base 36', () => {
    expect(deriveKeys([secret], 'unsubscribe').id).toMatch(/^[0-9a-z]$/);
  });

  it('may be given the same secret twice', () => {
    expect(deriveKeys([secret, secret], 'unsubscribe').keys.size).toBe(1);
  });

  it('are refused for a secret that could be guessed, without quoting it', () => {
    const refused = () => deriveKeys(['hunter2hunter2'], 'unsubscribe');
    expect(refused).toThrow(AudienceError);
    expect(refused).toThrow(/fewer than 32 characters/);
    expect(refused).not.toThrow(/hunter2/);
  });

  it('are refused where two secrets would share an id, so that no earlier link dies unseen', () => {
    const { id } = deriveKeys([secret], 'unsubscribe');
    const others = Array.from({ length: 500 }, (_, at) => `another secret of enough characters, ${at}`);
    const same = others.find((other) => deriveKeys([other], 'unsubscribe').id === id);
    expect(() => deriveKeys([secret, String(same)], 'unsubscribe')).toThrow(/cannot be told apart/);
  });
});
