import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../src/mail/address.ts';
import { encodeHeaderText, formatDate, headerField } from '../../src/mail/header.ts';
import { formatMailbox, parseMailbox } from '../../src/mail/mailbox.ts';

const line = fc.string({ unit: 'grapheme', maxLength: 120 }).map((text) =>
  text
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim(),
);

async function readBack(field: string): Promise<Awaited<ReturnType<typeof PostalMime.parse>>> {
  return PostalMime.parse(`${field}\r\nbody`);
}

describe('encodeHeaderText', () => {
  it('leaves plain ASCII as it is', () => {
    expect(encodeHeaderText('Issue 10: letters, stamps & post')).toBe('Issue 10: letters, stamps & post');
  });

  it('encodes what a reader would take for an encoded word', () => {
    expect(encodeHeaderText('=?UTF-8?Q?forged?=')).not.toContain('?forged?');
  });

  it('keeps every encoded word within 75 characters and comes back whole', async () => {
    await fc.assert(
      fc.asyncProperty(line, async (text) => {
        const encoded = encodeHeaderText(text);
        for (const word of encoded.split(' '))
          if (word.startsWith('=?')) expect(word.length).toBeLessThanOrEqual(75);
        const { subject } = await readBack(headerField('Subject', encoded));
        expect(subject ?? '').toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('headerField', () => {
  it('folds at spaces, at 76 octets', () => {
    const field = headerField('Subject', Array.from({ length: 40 }, (_, n) => `word${n}`).join(' '));
    const lines = field.trimEnd().split('\r\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const folded of lines) expect(folded.length).toBeLessThanOrEqual(76);
    for (const folded of lines.slice(1)) expect(folded).toMatch(/^ \S/);
  });

  it('refuses a line break', () => {
    expect(() => headerField('Subject', 'a\r\nBcc: x@example.com')).toThrow('line break');
  });
});

describe('mailboxes', () => {
  it.each([
    ['Ada Lovelace', 'Ada Lovelace <ada@example.com>'],
    ['Lovelace, Ada', '"Lovelace, Ada" <ada@example.com>'],
    ['Ada "Countess" L.', '"Ada \\"Countess\\" L." <ada@example.com>'],
    ['', 'ada@example.com'],
  ])('write %s', (name, written) => {
    expect(formatMailbox({ name, address: 'ada@example.com' as EmailAddress })).toBe(written);
  });

  it('come back from a message as they went in, whatever the name', async () => {
    await fc.assert(
      fc.asyncProperty(line, async (name) => {
        const field = headerField('To', formatMailbox({ name, address: 'ada@example.com' as EmailAddress }));
        const { to } = await readBack(field);
        expect(to?.[0]?.address).toBe('ada@example.com');
        expect(to?.length).toBe(1);
        expect((to?.[0]?.name ?? '').replace(/\s+/g, ' ').trim()).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['Ada <ada@example.com>', '"Ada" <ada@example.com>', ' Ada  <ada@example.com> '])(
    'read %s',
    (text) => {
      expect(parseMailbox(text)).toEqual({ ok: true, mailbox: { name: 'Ada', address: 'ada@example.com' } });
    },
  );

  it('refuse a line break', () => {
    expect(parseMailbox('Ada\r\nBcc: x@example.com <ada@example.com>').ok).toBe(false);
  });
});

it('formatDate writes RFC 5322 dates in UTC', () => {
  expect(formatDate(new Date('2026-11-22T10:51:00Z'))).toBe('Sun, 22 Nov 2026 10:51:00 +0000');
});
