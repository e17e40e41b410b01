import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { startCatcher } from '../../../src/delivery/listener/catcher-smtp.ts';
import { parseRelayUrl } from '../../../src/delivery/relay/relay-url.ts';
import { smtpTransport } from '../../../src/delivery/smtp/transport-smtp.ts';
import type { MessageRecipient, Signing } from '../../../src/email/message/compose-message.ts';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { RenderedIssue, Variant } from '../../../src/email/rendered-issue.ts';
import type { Slot, SlotProgram } from '../../../src/email/slot-program.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { bodyHasher } from '../../../src/mail/dkim/dkim-body-hash.ts';
import { rewrittenNames, signHeader } from '../../../src/mail/dkim/dkim-signature.ts';
import { ed25519Key, rsaKey, verifyDkim } from '../../mail/verify-dkim.ts';
import { anyText, slotContexts } from '../any-text.ts';
import { newsletter } from '../sample.ts';
import { wholeMessage, wholeSigned } from './whole-message.ts';

const keys = [rsaKey, ed25519Key];
const signing: Signing = { keys, unsigned: [] };
const slot = (field: string, context: Slot['context'] = 'html'): Slot => ({
  field,
  fallback: 'reader',
  context,
});

const html: SlotProgram = [
  slot('name'),
  '<p>grüße   from the\t\t<b>post</b>  \n.hidden\n\n\n',
  slot('town'),
  slot('name'),
  '</p>\n<a href="',
  slot('unsubscribeUrl', 'url'),
  '">leave</a>\n\n\n',
];
const text: SlotProgram = [
  'Dear ',
  slot('name', 'text'),
  ',\n\n  two  blanks\n',
  slot('preferencesUrl', 'text'),
];

function issue(variants: readonly Variant[], changes: Partial<RenderedIssue> = {}): RenderedIssue {
  const conditions = variants.length === 2 ? ['town'] : [];
  const content = { issueKey: '4', subject: 'Low tide', preheader: '', newsletter, conditions, variants };
  return digestIssue({ ...content, ...changes });
}

const ada: MessageRecipient = {
  to: { name: 'Ada, Countess of Lovelace', address: 'ada@example.com' as EmailAddress },
  messageId: '<1.2.0abc@pier.example>',
  unsubscribeUrl: 'https://post.pier.example/u/abc',
  preferencesUrl: 'https://post.pier.example/p/abc',
  unsubscribeMailto: 'mailto:leave@pier.example?subject=abc',
  fields: { name: '.Ada  of\tthe \n\n pier. ', town: 'Port  Ellen ' },
  date: new Date('2026-03-02T08:00:00Z'),
  isTest: false,
  idHeaders: [],
  providerHeaders: [],
};

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

describe('composeSigned', () => {
  it('puts signatures that verify before a message that is otherwise what it is without them', async () => {
    const program = prepareMessage(issue([{ html, text }]));
    const plain = wholeMessage(program, ada);
    expect(await wholeSigned(program, ada, { ...signing, keys: [] })).toEqual(plain);
    const signed = await wholeSigned(program, ada, signing);
    expect(signed.subarray(-plain.length)).toEqual(plain);
    const added = signed.subarray(0, -plain.length).toString();
    expect(added).toMatch(/^(?:DKIM-Signature: .*\r\n(?: .*\r\n)+){2}$/);
    expect(await verifyDkim(signed, keys)).toEqual(['pass', 'pass']);
  });

  it('signs no Date and no Message-ID where the relay puts others in their place', async () => {
    const program = prepareMessage(issue([{ html, text }]));
    const message = await wholeSigned(program, ada, { keys, unsigned: rewrittenNames });
    const rewritten = message
      .toString()
      .replace(/^Date: .*$/m, 'Date: Mon, 23 Nov 2026 10:51:00 +0000')
      .replace(/^Message-ID: .*$/m, 'Message-ID: <0100@eu-west-1.amazonses.com>')
      .concat('');
    expect(rewritten).not.toBe(message.toString());
    expect(await verifyDkim(`Feedback-ID: 1.eu-west-1:AmazonSES\r\n${rewritten}`, keys)).toEqual([
      'pass',
      'pass',
    ]);
  });

  it('makes the same bytes again for the same recipient and date, and others for another', async () => {
    const program = prepareMessage(issue([{ html, text }]));
    const first = await wholeSigned(program, ada, signing);
    const other = await wholeSigned(program, { ...ada, fields: { name: 'Bea' } }, signing);
    expect(await wholeSigned(program, ada, signing)).toEqual(first);
    expect(await verifyDkim(other, keys)).toEqual(['pass', 'pass']);
    expect(other).not.toEqual(first);
  });

  it('signs whatever an issue, a subject and a reader can be made of, in whichever variant', async () => {
    const anySlot: fc.Arbitrary<Slot> = fc.record({
      field: fc.constantFrom('name', 'town', 'unsubscribeUrl'),
      fallback: anyText,
      context: slotContexts,
    });
    const program = fc.array(fc.oneof(anyText, anySlot), { maxLength: 8 });
    const variants = fc.array(fc.record({ html: program, text: program }), { minLength: 2, maxLength: 2 });
    const oneLine = anyText.map((any) => any.replace(/[\r\n]/g, ''));
    const fields = fc.record({ name: anyText, town: anyText });
    await fc.assert(
      fc.asyncProperty(variants, oneLine, fields, oneLine, async (both, subject, own, name) => {
        const recipient = { ...ada, fields: own, to: { ...ada.to, name } };
        const signed = await wholeSigned(prepareMessage(issue(both, { subject })), recipient, signing);
        expect(await verifyDkim(signed, keys)).toEqual(['pass', 'pass']);
      }),
      { numRuns: 200 },
    );
  });

  it('verifies after a real SMTP session, dots and all, under what the catcher puts on top', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'pennypost-dkim-'));
    const catcher = await startCatcher(directory);
    const relay = parseRelayUrl(catcher.url);
    if (!relay.ok) throw new Error(relay.problem);
    const transport = smtpTransport(relay.relay, 1);
    opened.push(() => rmSync(directory, { recursive: true }), catcher.close, transport.close);
    const message = await wholeSigned(prepareMessage(issue([{ html, text }])), ada, signing);
    // Quoted-printable leaves no line that SMTP has to stuff, so that is tried with a body of another make.
    const head = 'From: letters@pier.example\r\nTo: ada@example.com\r\nSubject: Dots\r\n';
    const body = '.\r\n..\r\n.bashrc\r\n\r\n.\r\n\r\n';
    const hash = bodyHasher([Buffer.from(body)])([]);
    const dotted = Buffer.from(`${await signHeader(head, hash, keys, ada.date)}${head}\r\n${body}`);
    const envelope = {
      returnPath: 'b@pier.example' as EmailAddress,
      recipient: ada.to.address as EmailAddress,
    };
    for (const bytes of [message, dotted])
      expect(await transport.send(envelope, [bytes], async () => true)).toMatchObject({ kind: 'accepted' });
    const caught = readdirSync(directory).map((name) => readFileSync(path.join(directory, name)));
    expect(caught).toHaveLength(2);
    for (const bytes of caught) {
      expect(bytes.toString()).toMatch(/^Return-Path: <b@pier\.example>\r\nDelivered-To: /);
      expect(await verifyDkim(bytes, keys)).toEqual(['pass', 'pass']);
    }
  });
});
