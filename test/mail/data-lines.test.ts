import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataLines, dataPieces } from '../../src/mail/data-lines.ts';

/** RFC 5321 section 4.5.2, as the receiver does it. */
function received(sent: string): string {
  return sent
    .split('\r\n')
    .map((line) => (line.startsWith('.') ? line.slice(1) : line))
    .join('\r\n');
}

describe('dataLines', () => {
  it('is what a receiver undoes, and never holds a line of one dot', () => {
    const line = fc
      .string({ unit: fc.constantFrom('.', 'a', '\r', '\n') })
      .map((text) => text.replaceAll('\r\n', ''));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const message = `${lines.join('\r\n')}\r\n`;
        const sent = dataLines(Buffer.from(message)).toString();
        expect(received(sent)).toBe(message);
        expect(`\r\n${sent}`).not.toContain('\r\n.\r\n');
      }),
    );
  });

  it('copies nothing where nothing is to be done, and ends the last line', () => {
    const message = Buffer.from('Subject: a.b\r\n\r\nNo dot leads.\r\n');
    expect(dataLines(message)).toBe(message);
    expect(dataLines(Buffer.from('no end')).toString()).toBe('no end\r\n');
    expect(dataLines(Buffer.from('.\r\n..')).toString()).toBe('..\r\n...\r\n');
  });

  it('does the same to a message in pieces, wherever it is cut, and shares them where nothing is to be done', () => {
    const text = fc.string({ unit: fc.constantFrom('.', 'a', '\r', '\n', '\r\n', '\r\n.'), maxLength: 30 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 5 }), (message, cuts) => {
        const bytes = Buffer.from(message);
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
        const sent = Buffer.concat(dataPieces(pieces)).toString();
        const expected = dataLines(bytes).toString();
        // An empty message needs no line end, and may have one.
        if (message !== '') expect(sent).toBe(expected);
      }),
    );
    const shared = [
      Buffer.from('Subject: a\r\n\r\n'),
      Buffer.alloc(5000, 'no dot leads\r\n'),
      Buffer.from('\r\n'),
    ];
    expect(dataPieces(shared)).toBe(shared);
    expect(dataPieces(shared)).toBe(shared);
  });
});
