import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKeys } from '../../src/audience/keys.ts';
import {
  readUnsubscribeToken,
  testUnsubscribeToken,
  unsubscribeToken,
} from '../../src/audience/unsubscribe-token.ts';

const secret = 'correct horse battery staple, and more';
const newer = 'the secret that takes the place of the first';
const keyring = deriveKeys([secret], 'unsubscribe');
const ids = fc.integer({ min: 1, max: 2 ** 48 - 1 });
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('the token of an unsubscribe link', () => {
  it('names its subscriber, and nobody else, for every id', () => {
    fc.assert(
      fc.property(ids, (id) => {
        const token = unsubscribeToken(id, keyring);
        expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
        expect(readUnsubscribeToken(token, keyring)).toEqual({ kind: 'subscriber', id });
      }),
    );
  });

  it('is the same whenever it is made, so that a link in an old issue works', () => {
    expect(unsubscribeToken(7, keyring)).toBe(unsubscribeToken(7, keyring));
  });

  it('is refused for what is no id', () => {
    for (const id of [0, -1, 1.5, Number.NaN, 2 ** 48])
      expect(() => unsubscribeToken(id, keyring)).toThrow(RangeError);
  });

  it('of a test send names nobody', () => {
    expect(readUnsubscribeToken(testUnsubscribeToken(keyring), keyring)).toEqual({ kind: 'nobody' });
  });

  it('goes on working when the secret is replaced and the old one kept', () => {
    const token = unsubscribeToken(7, keyring);
    expect(readUnsubscribeToken(token, deriveKeys([newer, secret], 'unsubscribe'))).toEqual({
      kind: 'subscriber',
      id: 7,
    });
    expect(readUnsubscribeToken(token, deriveKeys([newer], 'unsubscribe'))).toBeNull();
  });
});

describe('what is not a token of ours', () => {
  const token = unsubscribeToken(7, keyring);

  it('is one with any character changed', () => {
    for (let at = 0; at < token.length; at += 1)
      for (const other of alphabet)
        if (other !== token[at])
          expect(readUnsubscribeToken(token.slice(0, at) + other + token.slice(at + 1), keyring)).toBeNull();
  });

  it('is one cut short or made longer', () => {
    for (let length = 0; length < token.length; length += 1)
      expect(readUnsubscribeToken(token.slice(0, length), keyring)).toBeNull();
    for (const tail of ['A', '=', '==', ' ', '\n', '.', '/', '%00', token])
      for (const longer of [token + tail, tail + token])
        expect(readUnsubscribeToken(longer, keyring)).toBeNull();
  });

  it('is one of another purpose or another secret', () => {
    const tag = deriveKeys([secret], 'delivery-tag');
    const foreign = deriveKeys([newer], 'unsubscribe');
    for (const other of [tag, foreign]) {
      // Under the id of the right key, so that only the signature can give it away.
      const forged = unsubscribeToken(7, { ...other, id: keyring.id });
      expect(readUnsubscribeToken(forged, keyring)).toBeNull();
    }
  });

  it('is one of another version or an unknown key, though the right key signed it', () => {
    const sign = (head: Buffer) => {
      const mac = createHmac('sha256', keyring.key).update(head).digest().subarray(0, 16);
      return Buffer.concat([head, mac]).toString('base64url');
    };
    const head = Buffer.from(token, 'base64url').subarray(0, 8);
    expect(readUnsubscribeToken(sign(head), keyring)).not.toBeNull();
    for (const [at, byte] of [
      [0, 2],
      [1, keyring.id.charCodeAt(0) ^ 1],
    ] as const) {
      const other = Buffer.from(head);
      other[at] = byte;
      expect(readUnsubscribeToken(sign(other), keyring)).toBeNull();
    }
  });

  it('is any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => readUnsubscribeToken(text, keyring) === null),
    );
  });

  it('is any of 100,000 forgeries that have everything right but the signature', () => {
    const head = Buffer.from(token, 'base64url').subarray(0, 8);
    const guesses = randomBytes(16 * 100_000);
    let accepted = 0;
    for (let at = 0; at < guesses.length; at += 16) {
      const forged = Buffer.concat([head, guesses.subarray(at, at + 16)]).toString('base64url');
      if (readUnsubscribeToken(forged, keyring) !== null) accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});
