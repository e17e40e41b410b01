import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { RenderedIssue, Variant } from '../../../src/email/rendered-issue.ts';
import type { Slot, SlotProgram, SlotValues } from '../../../src/email/slot-program.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import { chooseVariant } from '../../../src/email/slots/variant.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { anyText, slotContexts } from '../any-text.ts';
import { wholeMessage } from '../message/whole-message.ts';
import { newsletter } from '../sample.ts';

const slot: fc.Arbitrary<Slot> = fc.record({
  field: fc.constantFrom('name', 'town', 'unsubscribeUrl'),
  fallback: anyText,
  context: slotContexts,
});
const program = fc.array(fc.oneof(anyText, slot), { maxLength: 8 });
const variants = fc.array(fc.record({ html: program, text: program }), { minLength: 4, maxLength: 4 });
const values = fc.record({ name: anyText, town: anyText, unsubscribeUrl: anyText });

function issue(both: readonly Variant[]): RenderedIssue {
  const conditions = ['name', 'town'];
  return digestIssue({
    issueKey: '4',
    subject: 'Low tide',
    preheader: '',
    newsletter,
    conditions,
    variants: both,
  });
}

function messageFor(rendered: RenderedIssue, fields: SlotValues): Buffer {
  return wholeMessage(prepareMessage(rendered), {
    to: { name: '', address: 'ada@example.com' as EmailAddress },
    messageId: '<1@pier.example>',
    unsubscribeUrl: fields['unsubscribeUrl'] ?? '',
    preferencesUrl: 'https://post.pier.example/p/1',
    unsubscribeMailto: 'mailto:leave@pier.example',
    fields,
    date: new Date('2026-03-02T08:00:00Z'),
    isTest: false,
    idHeaders: [],
    providerHeaders: [],
  });
}

/**
 * What a reader sees of a program: mail has one kind of line end, and UTF-8 no half characters. Each piece is a text of
 * its own, so two halves in two pieces make no whole. A byte order mark at the start is the decoder's.
 */
function seen(pieces: SlotProgram, fields: SlotValues): string {
  return pieces
    .map((piece) => fillSlots([piece], fields))
    .map((text) => text.replace(/\r\n?/g, '\n').replace(/\p{Cs}/gu, '\ufffd'))
    .join('')
    .replace(/^\ufeff/, '');
}

test('whatever stands in a slot, a literal or a fallback comes out as it was filled, in whichever variant', async () => {
  await fc.assert(
    fc.asyncProperty(variants, values, async (both, fields) => {
      const rendered = issue(both);
      const own = { ...fields, unsubscribeUrl: fields.unsubscribeUrl.replace(/[\r\n]/g, '') };
      const { html, text } = chooseVariant(rendered.variants, rendered.conditions, own);
      const parsed = await PostalMime.parse(messageFor(rendered, own));
      expect(parsed.html).toBe(`${seen(html, own)}\n`);
      expect(parsed.text).toBe(`${seen(text, own)}\n`);
    }),
    { numRuns: 500 },
  );
});

test('no line is longer than 76 characters, ends in anything but CRLF, or tempts a relay to change it', () => {
  fc.assert(
    fc.property(variants, values, (both, fields) => {
      const own = { ...fields, unsubscribeUrl: 'https://post.pier.example/u/1' };
      const lines = messageFor(issue(both), own).toString('latin1').split('\r\n');
      const body = lines.slice(lines.indexOf('') + 1);
      for (const line of lines) expect(line).toMatch(/^[\t\x20-\x7e]*$/);
      for (const line of body) {
        expect(line.length).toBeLessThanOrEqual(76);
        expect(line).not.toMatch(/^\.|^From |[\t ]$/);
      }
      expect(body.filter((line) => line.startsWith('--=_pennypost_'))).toHaveLength(3);
    }),
    { numRuns: 500 },
  );
});

test('a value cannot end the part it stands in, even one that knows the boundary', async () => {
  const name: Slot = { field: 'name', fallback: '', context: 'text' };
  const rendered = issue(Array.from({ length: 4 }, () => ({ html: ['<p>x</p>'], text: [name, '\n', name] })));
  const boundary = `--=_pennypost_${rendered.digest.slice(0, 24)}`;
  for (const evil of [boundary, `${boundary}--`, `\r\n${boundary}--\r\n`]) {
    const parsed = await PostalMime.parse(messageFor(rendered, { name: evil }));
    expect(parsed.text).toBe(`${evil}\n${evil}\n`.replaceAll('\r\n', '\n'));
    expect(parsed.html).toBe('<p>x</p>\n');
  }
});
