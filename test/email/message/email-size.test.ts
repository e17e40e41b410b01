import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EmailSize,
  emailSize,
  personalSlots,
  sizeFindings,
} from '../../../src/email/message/email-size.ts';
import { weighHtml } from '../../../src/email/message/html-weight.ts';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { RenderedIssue, Variant } from '../../../src/email/rendered-issue.ts';
import type { Slot, SlotContext } from '../../../src/email/slot-program.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import { mostBytes, slotSize } from '../../../src/email/slots/slot-size.ts';
import { chooseVariant } from '../../../src/email/slots/variant.ts';
import { type EmailAddress, longestAddresses, parseAddress } from '../../../src/mail/address.ts';
import { anyText, slotContexts } from '../any-text.ts';
import { newsletter } from '../sample.ts';
import { wholeMessage } from './whole-message.ts';

const slot = (field: string, context: SlotContext = 'html', fallback = ''): Slot => ({
  field,
  context,
  fallback,
});

function issue(variants: readonly Variant[], conditions: readonly string[] = []): RenderedIssue {
  return digestIssue({ issueKey: '4', subject: 'Low tide', preheader: '', newsletter, conditions, variants });
}

/** The HTML part of a message, as it is sent. */
function sentHtml(rendered: RenderedIssue, fields: Record<string, string>): string {
  const message = wholeMessage(prepareMessage(rendered), {
    to: { name: '', address: 'a@example.com' as EmailAddress },
    messageId: '<1@pier.example>',
    unsubscribeUrl: '',
    preferencesUrl: '',
    unsubscribeMailto: '',
    fields,
    date: new Date(0),
    isTest: false,
    idHeaders: [],
    providerHeaders: [],
  }).toString('latin1');
  const [, part = ''] = message.split('Content-Type: text/html; charset=utf-8\r\n');
  return part.slice(part.indexOf('\r\n\r\n') + 4, part.lastIndexOf('\r\n--=_pennypost'));
}

describe('the size of an email', () => {
  test('is that of the longest value in every slot, whatever the escaping makes of it', () => {
    const html = [
      '<p>',
      slot('name'),
      '</p><a href="https://x.example/',
      slot('name', 'url-part'),
      '">x</a>',
    ];
    const longest = { name: ['&&&&', 'ééé', 'iiiiiiiiii'] };
    const size = emailSize(issue([{ html, text: [] }]), longest);
    const literals = Buffer.byteLength('<p></p><a href="https://x.example/">x</a>');
    expect(size.htmlBytes).toBe(literals + '&amp;'.length * 4 + '%C3%A9'.length * 3);
    expect(size.encodedHtmlBytes).toBeGreaterThan(size.htmlBytes);
    expect(size.messageBytes).toBeGreaterThan(size.encodedHtmlBytes);
  });

  test('counts what a slot says for nobody, where that is longer', () => {
    const html = ['<p>', slot('name', 'html', 'dear reader of ours'), '</p>'];
    expect(emailSize(issue([{ html, text: [] }]), { name: ['Ada'] }).htmlBytes).toBe(7 + 19);
    expect(emailSize(issue([{ html, text: [] }]), {}).htmlBytes).toBe(7 + 19);
  });

  test('is that of the heaviest variant, where a field can be empty or not but never both', () => {
    const without = { html: ['<p>', slot('name', 'html', 'dear reader of ours'), '</p>'], text: [] };
    const withName = { html: ['<p>', slot('name', 'html', 'dear reader of ours'), '!</p>'], text: [] };
    const size = emailSize(issue([without, withName], ['name']), { name: ['Ada'] });
    expect(size.htmlBytes).toBe(7 + 19);
    expect(emailSize(issue([without, withName], ['name']), { name: ['x'.repeat(30)] }).htmlBytes).toBe(
      8 + 30,
    );
  });

  test('is never less than anybody gets, and what somebody gets who has the longest of everything', () => {
    const piece = fc.oneof(
      anyText,
      fc.record({ field: fc.constantFrom('name', 'town'), context: slotContexts, fallback: anyText }),
    );
    const program = fc.array(piece, { maxLength: 5 });
    const variants = fc.array(fc.record({ html: program, text: program }), { minLength: 2, maxLength: 2 });
    const people = fc.array(fc.record({ name: anyText, town: anyText }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(variants, people, (both, readers) => {
        const rendered = issue(both, ['town']);
        const held = (field: 'name' | 'town') =>
          readers.map((reader) => reader[field]).filter((value) => value !== '');
        const size = emailSize(rendered, { name: held('name'), town: held('town') });
        for (const reader of readers) {
          const { html } = chooseVariant(rendered.variants, rendered.conditions, reader);
          expect(size.htmlBytes).toBeGreaterThanOrEqual(Buffer.byteLength(fillSlots(html, reader)));
          expect(size.encodedHtmlBytes).toBeGreaterThanOrEqual(sentHtml(rendered, reader).length);
        }
        const same = issue([both[0] ?? { html: [], text: [] }]);
        const [only = { name: '', town: '' }] = readers;
        const alone = emailSize(same, { name: [only.name || 'x'], town: [only.town || 'x'] });
        const full = { name: only.name || 'x', town: only.town || 'x' };
        if (same.variants[0]?.html.every((part) => typeof part === 'string' || part.fallback === ''))
          expect(alone.encodedHtmlBytes).toBe(sentHtml(same, full).length);
      }),
      { numRuns: 200 },
    );
  });
});

test('what is more than an address in a template is listed once for each place', () => {
  const html = [
    slot('name'),
    slot('email'),
    slot('unsubscribeUrl', 'url'),
    slot('preferencesUrl', 'url'),
    slot('name'),
  ];
  const rendered = issue(
    [
      { html, text: [slot('name', 'text')] },
      { html, text: [slot('town', 'text')] },
    ],
    ['town'],
  );
  expect(personalSlots(rendered).map(({ field, context }) => `${field} ${context}`)).toEqual([
    'name html',
    'name text',
    'town text',
  ]);
});

test('no value takes more than is reckoned before it is measured', () => {
  fc.assert(
    fc.property(anyText, slotContexts, (value, context) => {
      const { decoded, encoded } = slotSize(slot('x', context), value);
      fc.pre(value !== '');
      expect(mostBytes(value)).toBeGreaterThanOrEqual(Math.max(decoded, encoded));
    }),
    { numRuns: 2000 },
  );
  // Rare, so it is not left to chance.
  expect(mostBytes('From \nFrom \n.')).toBeGreaterThanOrEqual(slotSize(slot('x'), 'From \nFrom \n.').encoded);
  expect(mostBytes('Ada Lovelace')).toBeLessThan(40);
});

test('the longest addresses are addresses, and as long as they can be', () => {
  for (const address of longestAddresses) {
    expect(parseAddress(address)).toEqual({ ok: true, address });
    expect(parseAddress(`${address}x`).ok).toBe(false);
    expect(parseAddress(`x${address}`).ok).toBe(false);
  }
});

describe('what the bytes are spent on', () => {
  test('adds up to all of them', () => {
    const html =
      '<!doctype html>\n<style>p { color:red }</style>\n<!--[if mso]><b><![endif]-->\n<p style="color:red" class="é">\n' +
      'Grüße <a href="https://x.example/é">x > y</a></p>\n<!-- note -->';
    const parts = weighHtml(html);
    expect(parts).toMatchObject({
      styleSheets: Buffer.byteLength('<style>p { color:red }</style>'),
      styleAttributes: ' style="color:red"'.length,
      urls: Buffer.byteLength('https://x.example/é'),
      text: Buffer.byteLength('\nGrüße x > y'),
    });
    expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(Buffer.byteLength(html));
  });
});

describe('findings', () => {
  const parts = { styleSheets: 5_000, styleAttributes: 20_000, urls: 12_000, text: 10_000, rest: 3_000 };
  const sized = (htmlBytes: number, encodedHtmlBytes: number): EmailSize => ({
    htmlBytes,
    encodedHtmlBytes,
    messageBytes: 2 * encodedHtmlBytes,
    parts,
  });

  test.each([
    [50_000, 80_000, []],
    [50_000, 80_001, ['warning']],
    [80_001, 50_000, ['warning']],
    [50_000, 100_000, ['warning']],
    [50_000, 100_001, ['error']],
    [100_001, 50_000, ['error']],
  ])('on %d bytes, %d as sent: %j', (html, encoded, severities) => {
    const findings = sizeFindings(sized(html, encoded));
    expect(findings.map(({ severity }) => severity)).toEqual(severities);
    for (const { rule, line } of findings) expect({ rule, line }).toEqual({ rule: 'email-size', line: null });
  });

  test('say how long it is, what follows from that and what takes the space, most first', () => {
    expect(sizeFindings(sized(50_000, 100_001))[0]?.message).toBe(
      'The HTML of this email is 100,001 bytes long. Gmail cuts a message at about 102 kB and hides the rest, the link ' +
        'to unsubscribe with it. What takes the space: style attributes 40 %, the addresses of links and images 24 %, ' +
        'the text itself 20 %, style sheets 10 %, tags 6 %. Shorten the issue, or put a part of it on the web and link to it.',
    );
  });
});
