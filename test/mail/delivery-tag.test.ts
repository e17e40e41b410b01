import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDeliveryTag, verifyDeliveryTag } from '../../src/mail/delivery-tag.ts';
import { returnPath } from '../../src/mail/return-path.ts';

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
