import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKeys, deriveSerialKeys, type Secrets } from '../../src/audience/keys.ts';
import {
  caseProofToken,
  readCaseProofToken,
  readUnsubscribeToken,
  serialToken,
  type TokenKeys,
  testUnsubscribeToken,
  unsubscribeToken,
} from '../../src/audience/unsubscribe-token.ts';

const secret = 'correct horse battery staple, and more';
const newer = 'the secret that takes the place of the first';
const database = '0b6f3c1e-7a52-4d9c-8e01-5f2a9b3c4d5e';
const elsewhere = '9d1e2f3a-4b5c-4d6e-8f70-112233445566';
const keysOf = (secrets: Secrets, databaseId = database): TokenKeys => ({
  random: deriveKeys(secrets, 'unsubscribe', databaseId),
  serial: deriveSerialKeys(secrets, 'unsubscribe'),
});
const keys = keysOf([secret]);
const key = keys.random.signing;
const ada = 'c3a1f0de-1111-4222-8333-944455556666';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ours = (name: object) => ({ kind: 'ours', name });

describe('the token of an unsubscribe link', () => {
  it('names its subscriber, and nobody else, for every id', () => {
    fc.assert(
      fc.property(fc.uuid(), (name) => {
        const token = unsubscribeToken(name, key);
        expect(token).toMatch(/^[A-Za-z0-9_-]{40}$/);
        expect(readUnsubscribeToken(token, keys)).toEqual(ours({ kind: 'subscriber', name }));
      }),
    );
  });

  it('is the same whenever it is made, so that a link in an old issue works', () => {
    expect(unsubscribeToken(ada, key)).toBe(unsubscribeToken(ada, key));
  });

  it('says nothing of how many there are: of two subscribers, one after the other, all is different', () => {
    const bytes = [randomUUID(), randomUUID()].map((name) =>
      Buffer.from(unsubscribeToken(name, key), 'base64url'),
    );
    // Version and key id are those of the newsletter; the rest, of 26 bytes, agrees where chance has it.
    expect(bytes[0]?.subarray(0, 4)).toEqual(bytes[1]?.subarray(0, 4));
    const same = Array.from({ length: 26 }, (_, at) => bytes[0]?.[at + 4] === bytes[1]?.[at + 4]);
    expect(same.filter(Boolean).length).toBeLessThan(8);
  });

  it('of a test send names nobody', () => {
    expect(readUnsubscribeToken(testUnsubscribeToken(keys.serial.signing), keys)).toEqual(
      ours({ kind: 'nobody' }),
    );
  });

  it('goes on working when the secret is replaced and the old one kept', () => {
    const token = unsubscribeToken(ada, key);
    expect(readUnsubscribeToken(token, keysOf([newer, secret]))).toEqual(
      ours({ kind: 'subscriber', name: ada }),
    );
    expect(readUnsubscribeToken(token, keysOf([newer]))).toEqual({ kind: 'unknown key' });
  });

  it('is by a key that another database does not know, whose secret is the same', () => {
    expect(readUnsubscribeToken(unsubscribeToken(ada, key), keysOf([secret], elsewhere))).toEqual({
      kind: 'unknown key',
    });
  });

  it('survives where upper and lower case are lost', () => {
    for (const token of [
      unsubscribeToken(ada, key),
      serialToken(2 ** 40, keys.serial.signing),
      testUnsubscribeToken(keys.serial.signing),
    ]) {
      const text = caseProofToken(token);
      expect(text).toMatch(/^[0-9a-z]{48}$/);
      expect(readCaseProofToken(text.toUpperCase())).toBe(token);
    }
    for (const none of ['', 'a'.repeat(47), `${'a'.repeat(47)}8`, `01${'g'.repeat(46)}`])
      expect(readCaseProofToken(none)).toBeNull();
  });
});

describe('a token with a serial number', () => {
  it('names its subscriber, for every id', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (id) => {
        const token = serialToken(id, keys.serial.signing);
        expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/);
        expect(readUnsubscribeToken(token, keys)).toEqual(ours({ kind: 'serial', id }));
      }),
    );
  });

  it('is the one that was in the links of 1.0', () => {
    // Made by that version.
    const sent = 'AWUAAAAAAAegstRPhSVKmr65ywqFeP1H';
    expect(readUnsubscribeToken(sent, keys)).toEqual(ours({ kind: 'serial', id: 7 }));
  });

  it('is refused for what is no id', () => {
    for (const id of [0, -1, 1.5, Number.NaN, 2 ** 48])
      expect(() => serialToken(id, keys.serial.signing)).toThrow(RangeError);
  });

  it('is by an unknown key, where its secret is not at hand', () => {
    expect(readUnsubscribeToken(serialToken(7, keys.serial.signing), keysOf([newer]))).toEqual({
      kind: 'unknown key',
    });
  });
});

describe.each([
  ['random', unsubscribeToken(ada, key), 14],
  ['serial', serialToken(7, keys.serial.signing), 8],
] as const)('what is not a token of ours with a %s id', (_, token, headBytes) => {
  const kindOf = (text: string) => readUnsubscribeToken(text, keys).kind;

  it('is one with any character changed', () => {
    for (let at = 0; at < token.length; at += 1)
      for (const other of alphabet)
        if (other !== token[at])
          expect(kindOf(token.slice(0, at) + other + token.slice(at + 1))).not.toBe('ours');
  });

  it('is one cut short or made longer', () => {
    for (let length = 0; length < token.length; length += 1)
      expect(kindOf(token.slice(0, length))).not.toBe('ours');
    for (const tail of ['A', '=', '==', ' ', '\n', '.', '/', '%00', token])
      for (const longer of [token + tail, tail + token]) expect(kindOf(longer)).toBe('none');
  });

  it('is any of 100,000 forgeries that have everything right but the signature', () => {
    const head = Buffer.from(token, 'base64url').subarray(0, headBytes + 6);
    const macBytes = (token.length * 3) / 4 - head.length;
    const guesses = randomBytes(macBytes * 100_000);
    let accepted = 0;
    for (let at = 0; at < guesses.length; at += macBytes) {
      const forged = Buffer.concat([head, guesses.subarray(at, at + macBytes)]).toString('base64url');
      if (kindOf(forged) !== 'forged') accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});

describe('what is not a token of ours', () => {
  const token = unsubscribeToken(ada, key);

  it('is forged, where a key of another purpose, secret or database signed it under the id of the right one', () => {
    for (const ring of [
      deriveKeys([secret], 'message-id', database),
      deriveKeys([newer], 'unsubscribe', database),
      deriveKeys([secret], 'unsubscribe', elsewhere),
    ]) {
      const forged = unsubscribeToken(ada, { ...ring.signing, id: key.id });
      expect(readUnsubscribeToken(forged, keys)).toEqual({ kind: 'forged' });
    }
  });

  it('is one of another version, though the right key signed it', () => {
    const bytes = Buffer.from(token, 'base64url');
    bytes[0] = 3;
    expect(readUnsubscribeToken(bytes.toString('base64url'), keys)).toEqual({ kind: 'none' });
    const head = Buffer.from(serialToken(7, keys.serial.signing), 'base64url').subarray(0, 8);
    head[0] = 2;
    const mac = createHmac('sha256', keys.serial.signing.key).update(head).digest().subarray(0, 16);
    const other = Buffer.concat([head, mac]).toString('base64url');
    expect(readUnsubscribeToken(other, keys)).toEqual({ kind: 'none' });
  });

  it('is any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => readUnsubscribeToken(text, keys).kind === 'none'),
    );
  });
});
