import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotPattern, slotToken } from '../../../src/email/slots/slot-token.ts';

test('any field and fallback survive in letters and digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (field, fallback) => {
      const token = slotToken('0123456789ab', field, fallback);
      expect(token).toMatch(/^[A-Za-z0-9]+$/);
      const [[whole, hex = ''] = []] = [...`x${token}z1`.matchAll(slotPattern('0123456789ab'))];
      expect(whole).toBe(token);
      expect(JSON.parse(Buffer.from(hex, 'hex').toString('utf8'))).toEqual([field, fallback]);
    }),
  );
});

test('a token of another issue is text', () => {
  expect(slotToken('0123456789ab', 'name', '')).not.toMatch(slotPattern('ffffffffffff'));
});
