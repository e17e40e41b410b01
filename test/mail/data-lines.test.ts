import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataLines } from '../../src/mail/data-lines.ts';

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
});
