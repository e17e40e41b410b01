import { describe, expect, it } from 'vitest';
import { readLetter } from '../../../src/feedback/record/read-letter.ts';
import type { TagPlace } from '../../../src/feedback/reports/identify-report.ts';
import { readBounce } from '../../../src/feedback/reports/read-bounce.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';

const readMime = mimeReader();
const own = ['letters@lamplighter.example', 'editor@lamplighter.example'] as EmailAddress[];

async function read(fields: readonly string[], text: string, place: TagPlace | null = null) {
  const bytes = Buffer.from(['From: Ada <ada@reader.example>', ...fields, '', text, ''].join('\r\n'));
  const reading = await readMime(bytes);
  const { category } = readBounce(reading);
  return readLetter(reading.ok ? reading.message : null, bytes, { category, place }, own);
}

const toMailbox = 'To: leave@lamplighter.example';
const answering = ['Subject: Re: Wicks', 'In-Reply-To: <x@lamplighter.example>'];
const quoting = 'Thank you for this.\r\n\r\nOn Friday, The Lamplighter wrote:\r\n> Trim the wick.';

describe('a letter that is passed on', () => {
  it('is what a person writes to a mailbox, whether it answers or not', async () => {
    expect(await read([toMailbox, 'Subject: About your post'], 'I liked it.')).toMatchObject({
      writer: { name: 'Ada', address: 'ada@reader.example' },
      replyTo: { address: 'ada@reader.example' },
      subject: 'About your post',
    });
    expect(await read([toMailbox, ...answering], 'I liked it.')).not.toBeNull();
  });

  it('names where its writer wants answers', async () => {
    const letter = await read([toMailbox, 'Reply-To: Ada <home@reader.example>', 'Subject: Hello'], 'Hello.');
    expect(letter?.replyTo).toEqual({ name: 'Ada', address: 'home@reader.example' });
  });

  it('is none where a machine wrote it, or where it came by a list', async () => {
    const marks = [
      'Auto-Submitted: auto-replied',
      'Auto-Submitted: auto-generated',
      'Precedence: bulk',
      'Return-Path: <>',
      'List-Id: <others.example>',
      'List-Unsubscribe: <https://others.example/u>',
      'X-Autoreply: yes',
    ];
    for (const mark of marks) expect(await read([mark, toMailbox, ...answering], quoting), mark).toBeNull();
    expect(await read([toMailbox, 'Subject: Out of office: Wicks'], 'I am away.')).toBeNull();
  });

  it('is none where it asks to leave, or came from where letters go', async () => {
    expect(await read([toMailbox, ...answering], 'Please unsubscribe me.')).toBeNull();
    const fields = [toMailbox, 'Subject: Hello'];
    for (const from of own) {
      const bytes = Buffer.from([`From: <${from.toUpperCase()}>`, ...fields, '', 'Hello.', ''].join('\r\n'));
      const reading = await readMime(bytes);
      const message = reading.ok ? reading.message : null;
      expect(readLetter(message, bytes, { category: 'not_feedback', place: null }, own)).toBeNull();
    }
  });

  it.each(['envelope', 'trace'] as const)('at a return path (%s) quotes what it answers', async (place) => {
    expect(await read(answering, quoting, place)).not.toBeNull();
    // Neither of them says that it is a machine.
    expect(await read(answering, 'Je suis au bord de la mer.', place)).toBeNull();
    expect(await read(['Subject: Wicks'], 'Je suis au bord de la mer.', place)).toBeNull();
    expect(await read(answering, '> Trim the wick.', place)).toBeNull();
  });

  it('is one at a mailbox that is called after bounces, if it answers nothing', async () => {
    const bounces = 'To: bounces@lamplighter.example';
    expect(await read([bounces, 'Subject: About your post'], 'I liked it.')).not.toBeNull();
    expect(await read([bounces, ...answering], 'Je suis au bord de la mer.')).toBeNull();
    expect(await read([bounces, ...answering], quoting)).not.toBeNull();
  });
});
