import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMessage, type MessageRecipient } from '../../../src/email/message/compose-message.ts';
import { emailSize } from '../../../src/email/message/email-size.ts';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { Slot, SlotProgram } from '../../../src/email/slot-program.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { ed25519Key, verifyDkim } from '../../mail/verify-dkim.ts';
import { newsletter } from '../sample.ts';
import { wholeMessage, wholeSigned } from './whole-message.ts';

const slot = (field: string, context: Slot['context']): Slot => ({ field, fallback: '读者', context });
const paragraph =
  '<p style="margin:0">海水退去之后，沙滩上留下了贝壳和海藻，孩子们提着桶在礁石之间寻找螃蟹。</p>\n';
const html: SlotProgram = [
  `<div>${paragraph.repeat(60)}<p>亲爱的`,
  slot('name', 'html'),
  `，你好。</p>${paragraph}<a href="https://pier.example/`,
  slot('name', 'url-part'),
  `?u=`,
  slot('email', 'url-part'),
  `" title='`,
  slot('name', 'attribute'),
  `'>退订</a></div>\n`,
];
const text: SlotProgram = [
  `${'海水退去之后，沙滩上留下了贝壳。\n'.repeat(120)}亲爱的`,
  slot('name', 'text'),
  '，你好。\n\n-- \n',
  slot('email', 'text'),
  '\n-- \n再见',
];

const program = prepareMessage(
  digestIssue({
    issueKey: '4',
    subject: '退潮',
    preheader: '',
    newsletter,
    conditions: [],
    variants: [{ html, text }],
  }),
);
const reader = (name: string, email = 'ada@example.com'): MessageRecipient => ({
  to: { name: '', address: 'ada@example.com' as EmailAddress },
  messageId: '<1@pier.example>',
  unsubscribeUrl: 'https://pier.example/u',
  preferencesUrl: 'https://pier.example/p',
  unsubscribeMailto: null,
  fields: { name, email },
  date: new Date(0),
  isTest: false,
  idHeaders: [],
  providerHeaders: [],
});
/** Without the blanks in tags and at the ends of lines, which mean nothing. */
const bare = (part: string | undefined) =>
  (part ?? '')
    .replaceAll('\r\n', '\n')
    .replace(/ +(?=\/?>)|(?<=["']) +(?= )| +$/gm, '')
    .trim();

describe('a part that is shorter as base64', () => {
  it('is sent so, in lines of 76, and arrives as it was filled but for blanks that mean nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 12 }), async (name) => {
        const tidy = name.replace(/\s/g, '');
        const message = wholeMessage(program, reader(tidy));
        const raw = message.toString('latin1');
        expect(raw.match(/Content-Transfer-Encoding: base64/g)).toHaveLength(2);
        for (const line of raw.slice(raw.indexOf('\r\n\r\n')).split('\r\n'))
          expect(line.length).toBeLessThanOrEqual(76);
        const parsed = await PostalMime.parse(message);
        expect(bare(parsed.html)).toBe(bare(fillSlots(html, reader(tidy).fields)));
        expect(bare(parsed.text)).toBe(bare(fillSlots(text, reader(tidy).fields)));
        expect(parsed.text).toMatch(/\n-- \r?\n/);
      }),
      { numRuns: 40 },
    );
  });

  it('is encoded once for all readers, but for their own words', () => {
    const [one, other] = [reader('Ada'), reader('安妮女士')].map((who) => composeMessage(program, who));
    const shared = one?.filter((piece) => other?.includes(piece)) ?? [];
    const bytes = (pieces: readonly Buffer[] = []) => pieces.reduce((sum, { length }) => sum + length, 0);
    expect(bytes(shared)).toBeGreaterThan(0.6 * bytes(one));
  });

  it('is signed, and weighed to the byte', async () => {
    const longest = { name: ['安妮女士'], email: ['anna@pier.example'] };
    const rendered = program.rendered;
    const who = reader('安妮女士', 'anna@pier.example');
    const signed = await wholeSigned(program, who, { keys: [ed25519Key], unsigned: [] });
    expect(await verifyDkim(signed, [ed25519Key])).toEqual(['pass']);
    const raw = wholeMessage(program, who).toString('latin1');
    const part = raw.slice(raw.indexOf('\r\n\r\n', raw.indexOf('text/html')) + 4, raw.lastIndexOf('\r\n--'));
    expect(emailSize(rendered, longest).encodedHtmlBytes).toBe(part.length);
    expect(part.length).toBeLessThan(1.4 * Buffer.byteLength(fillSlots(html, who.fields)));
  });
});
