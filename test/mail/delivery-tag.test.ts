import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDeliveryTag,
  formatTestTag,
  isTestTag,
  verifyDeliveryTag,
} from '../../src/mail/delivery-tag.ts';
import { returnPath, returnPathTag } from '../../src/mail/return-path.ts';

const key = Buffer.alloc(32, 7);
const keys = new Map([['0', key]]);
const ids = fc.record({ send: fc.integer({ min: 0, max: 2 ** 31 - 1 }), subscriber: fc.maxSafeNat() });

describe('delivery tags', () => {
  it('come back in any case, and fit a local part', () => {
    fc.assert(
      fc.property(ids, (tag) => {
        const text = formatDeliveryTag(tag, key, '0');
        expect(verifyDeliveryTag(text, keys)).toEqual(tag);
        expect(verifyDeliveryTag(text.toUpperCase(), keys)).toEqual(tag);
        expect(returnPath(text, 'example.com').split('@')[0]?.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('are refused when any character is changed, cut off or added', () => {
    const text = formatDeliveryTag({ send: 12, subscriber: 345_678 }, key, '0');
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'a' ? 'b' : 'a';
      expect(verifyDeliveryTag(text.slice(0, at) + other + text.slice(at + 1), keys)).toBeNull();
      expect(verifyDeliveryTag(text.slice(0, at), keys)).toBeNull();
    }
    expect(verifyDeliveryTag(`${text}a`, keys)).toBeNull();
  });

  it('are refused under another key', () => {
    const text = formatDeliveryTag({ send: 1, subscriber: 2 }, Buffer.alloc(32, 8), '0');
    expect(verifyDeliveryTag(text, keys)).toBeNull();
  });
});

describe('tags of tests', () => {
  it('are signed, fit a local part, and are none of a delivery', () => {
    const nonce = fc.stringMatching(/^[0-9a-z]{1,20}$/);
    fc.assert(
      fc.property(nonce, (text) => {
        const tag = formatTestTag(text, key, '0');
        expect(isTestTag(tag.toUpperCase(), keys)).toBe(true);
        expect(verifyDeliveryTag(tag, keys)).toBeNull();
        expect(isTestTag(tag, new Map([['0', Buffer.alloc(32, 8)]]))).toBe(false);
        expect(returnPath(tag, 'example.com').split('@')[0]?.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('are not made out of the tag of a delivery', () => {
    const send = Number.parseInt('test', 36);
    const tag = formatDeliveryTag({ send, subscriber: 2 }, key, '0');
    expect(tag).toMatch(/^test\.2\./);
    expect(isTestTag(tag, keys)).toBe(false);
  });
});

describe('the tag of a return path', () => {
  it('is read in any case, and in its own domain only', () => {
    const tag = formatDeliveryTag({ send: 12, subscriber: 345_678 }, key, '0');
    const address = returnPath(tag, 'bounces.example');
    expect(returnPathTag(address, 'bounces.example')).toBe(tag);
    expect(returnPathTag(address.toUpperCase(), 'bounces.example')).toBe(tag);
    expect(returnPathTag(address, 'example')).toBeNull();
    expect(returnPathTag(`${address}.evil.example`, 'bounces.example')).toBeNull();
    for (const other of [
      '',
      '@',
      'b+@bounces.example',
      'postmaster',
      'c+x@bounces.example',
      '"b+x"@bounces.example',
    ])
      expect(returnPathTag(other, 'bounces.example')).toBeNull();
  });
});
