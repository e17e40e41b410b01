import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuotedPrintable, encodeQuotedPrintable, softBreak } from '../../src/mail/quoted-printable.ts';

const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    fc.constantFrom(' ', '\t', '\n', '.', '=', 'From ', 'é', '💌'),
  ),
  maxLength: 400,
});
const crlf = (raw: string) => raw.replace(/\r\n|\r|\n/g, '\r\n');

describe('encodeQuotedPrintable', () => {
  it('keeps every line within 76 characters, free of blanks at its end and of a dot at its start', () => {
    fc.assert(
      fc.property(text, (raw) => {
        for (const line of encodeQuotedPrintable(raw).split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).toMatch(/^(?!\.)(?!From )[\x20-\x7e\t]*(?<![ \t])$/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('comes back byte for byte', () => {
    fc.assert(
      fc.property(text, (raw) => {
        expect(decodeQuotedPrintable(encodeQuotedPrintable(raw))).toBe(crlf(raw));
      }),
      { numRuns: 2000 },
    );
  });

  it('joins pieces encoded apart, as slots are', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (pieces) => {
        const joined = pieces.map((piece) => encodeQuotedPrintable(piece)).join(softBreak);
        expect(decodeQuotedPrintable(joined)).toBe(pieces.map(crlf).join(''));
        for (const line of joined.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      }),
      { numRuns: 1000 },
    );
  });
});
