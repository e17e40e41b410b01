import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { type ForwardedLetter, letterNotice } from '../../../src/email/letter-words.ts';
import type { MessageRecipient } from '../../../src/email/message/compose-message.ts';
import { composeWorded } from '../../../src/email/message/compose-worded.ts';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { wordedRendering } from '../../../src/email/render/worded-rendering.ts';
import { parseRenderedIssue, storeRenderedIssue } from '../../../src/email/stored-issue.ts';
import { parseWordedNotice, storeWordedNotice } from '../../../src/email/worded-notice.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { ed25519Key, rsaKey, verifyDkim } from '../../mail/verify-dkim.ts';
import { newsletter } from '../sample.ts';

const editor: MessageRecipient = {
  to: { name: '', address: 'editor@pier.example' as EmailAddress },
  messageId: '<abc@pier.example>',
  unsubscribeUrl: null,
  preferencesUrl: null,
  unsubscribeMailto: null,
  fields: {},
  date: new Date('2026-03-02T08:00:00Z'),
  isTest: false,
  idHeaders: [],
  providerHeaders: [],
};
const written = 'From: Ada <ada@reader.example>\r\nSubject: Re: Low tide\r\n\r\nThank you.\r\n';
const ada = { name: 'Ada', address: 'ada@reader.example' as EmailAddress };
const letter: ForwardedLetter = {
  writer: ada,
  replyTo: ada,
  subject: 'Re: Low tide',
  text: 'Thank you.\n',
  bytes: Buffer.from(written),
};

async function compose(changes: Partial<ForwardedLetter> = {}, keys = [rsaKey]) {
  const rendered = parseRenderedIssue(storeRenderedIssue(wordedRendering('letter', newsletter)));
  const notice = letterNotice({ ...letter, ...changes }, 'The Pier', { writer: 5, all: 50 });
  const words = parseWordedNotice(storeWordedNotice(notice));
  const pieces = await composeWorded(prepareMessage(rendered), words, editor, { keys, unsigned: [] });
  const message = Buffer.concat([...pieces]);
  const mail = await PostalMime.parse(message, { forceRfc822Attachments: true });
  const field = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
  return { message, mail, field };
}

describe('the notice with a letter', () => {
  it('is from the newsletter, to be answered to the writer, and answered by no machine', async () => {
    const { mail, field } = await compose();
    expect(mail.from).toEqual(newsletter.from);
    expect(field('reply-to')).toBe('Ada <ada@reader.example>');
    expect(mail.subject).toBe('Fwd: Re: Low tide');
    expect(field('auto-submitted')).toBe('auto-generated');
    expect(field('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(field('list-unsubscribe')).toBeUndefined();
    expect(mail.text).toContain('Ada <ada@reader.example> wrote to an address of The Pier');
    expect(mail.text).toContain('\n> Thank you.');
  });

  it('encloses the letter as it came', async () => {
    const { mail, message } = await compose();
    expect(mail.attachments).toHaveLength(1);
    expect(mail.attachments[0]).toMatchObject({ mimeType: 'message/rfc822', filename: 'letter.eml' });
    expect(message.toString()).toContain(`\r\n\r\n${written}--=_pennypost_`);
  });

  it('encloses what is not plain ASCII, or has overlong lines, as a file, byte for byte', async () => {
    for (const text of ['Grüße', 'x'.repeat(999)]) {
      const bytes = Buffer.from(`From: ada@reader.example\nSubject: Hello\n\n${text}\n`);
      const { message, mail } = await compose({ bytes });
      expect(message.toString('latin1')).toMatch(/^[\t\r\n\x20-\x7e]*$/);
      const [file] = mail.attachments;
      expect(file).toMatchObject({ mimeType: 'application/octet-stream', filename: 'letter.eml' });
      expect(Buffer.from(file?.content as ArrayBuffer)).toEqual(bytes);
    }
  });

  it('is signed with every key', async () => {
    for (const key of [rsaKey, ed25519Key]) {
      const { message } = await compose({}, [key]);
      expect(await verifyDkim(message, [key])).toEqual(['pass']);
    }
  });

  it('holds whatever a stranger writes into a subject and a name', async () => {
    const subject = `Hi\r\nBcc: all@reader.example\r\n${'long '.repeat(400)}`;
    const { mail, field, message } = await compose({ subject, writer: { ...ada, name: 'A"\r\nB: c' } });
    expect(field('bcc')).toBeUndefined();
    expect(mail.subject?.startsWith('Fwd: Hi Bcc: all@reader.example')).toBe(true);
    expect(
      Math.max(
        ...message
          .toString()
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(999);
    expect(letterNotice({ ...letter, subject: ' ' }, 'The Pier', { writer: 5, all: 50 }).subject).toBe(
      'Fwd: a letter from ada@reader.example',
    );
  });

  it('repeats so much of the text as can be read', async () => {
    const { mail } = await compose({ text: 'word '.repeat(100_000) });
    expect(mail.text?.length).toBeLessThan(11_000);
    expect(mail.text?.trim().endsWith('> […]')).toBe(true);
  });

  it('is of a form that an older version, which would leave the words out, refuses', () => {
    expect(JSON.parse(storeRenderedIssue(wordedRendering('letter', newsletter)))).toMatchObject({ form: 2 });
    const damaged = storeWordedNotice(letterNotice(letter, 'x', { writer: 1, all: 1 })).replace(
      '"form":1',
      '"form":9',
    );
    expect(() => parseWordedNotice(damaged)).toThrow(/another version/);
  });
});
