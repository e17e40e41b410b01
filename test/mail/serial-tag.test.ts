import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPath } from '../../src/mail/return-path.ts';
import { formatSerialTag, formatTestTag, isTestTag, verifySerialTag } from '../../src/mail/serial-tag.ts';

const key = { id: '0', key: Buffer.alloc(32, 7) };
const other = { id: '0', key: Buffer.alloc(32, 8) };
const ids = fc.record({ send: fc.integer({ min: 0, max: 2 ** 31 - 1 }), subscriber: fc.maxSafeNat() });

describe('delivery tags with serial numbers', () => {
  it('come back in any case, and fit a local part', () => {
    fc.assert(
      fc.property(ids, (name) => {
        const text = formatSerialTag(name, key);
        expect(verifySerialTag(text, [key])).toEqual({ kind: 'ours', name });
        expect(verifySerialTag(text.toUpperCase(), [key])).toEqual({ kind: 'ours', name });
        expect(returnPath(text, 'example.com').split('@')[0]?.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('are refused when any character is changed, cut off or added', () => {
    const text = formatSerialTag({ send: 12, subscriber: 345_678 }, key);
    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
      expect(verifySerialTag(changed, [key]).kind).not.toBe('ours');
      expect(verifySerialTag(text.slice(0, at), [key]).kind).not.toBe('ours');
    }
    expect(verifySerialTag(`${text}a`, [key])).toEqual({ kind: 'none' });
  });

  it('are verified by every key of their id, since one pair of secrets in 36 shares one', () => {
    const text = formatSerialTag({ send: 1, subscriber: 2 }, other);
    expect(verifySerialTag(text, [key])).toEqual({ kind: 'forged' });
    expect(verifySerialTag(text, [key, other]).kind).toBe('ours');
    expect(verifySerialTag(text, [{ ...other, id: '1' }])).toEqual({ kind: 'unknown key' });
  });
});

describe('tags of tests', () => {
  it('are signed, fit a local part, and are none of a delivery', () => {
    const nonce = fc.stringMatching(/^[0-9a-z]{1,20}$/);
    fc.assert(
      fc.property(nonce, (text) => {
        const tag = formatTestTag(text, key);
        expect(isTestTag(tag.toUpperCase(), [key])).toBe(true);
        expect(verifySerialTag(tag, [key]).kind).not.toBe('ours');
        expect(isTestTag(tag, [other])).toBe(false);
        expect(returnPath(tag, 'example.com').split('@')[0]?.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('are not made out of the tag of a delivery', () => {
    const send = Number.parseInt('test', 36);
    const tag = formatSerialTag({ send, subscriber: 2 }, key);
    expect(tag).toMatch(/^test\.2\./);
    expect(isTestTag(tag, [key])).toBe(false);
  });
});
