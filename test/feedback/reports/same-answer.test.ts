import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BounceReport } from '../../../src/feedback/bounce-report.ts';
import { classifyMessage } from '../../../src/feedback/reports/classify-message.ts';
import { mimeReader } from '../../../src/mail/read-mime-worker.ts';
import { dsn, failed, feedbackReport, notice } from '../returned-mail.ts';

/** What happens to a bounce on its way, and what differs between two bounces about the same: neither changes what it is. */

const readMime = mimeReader();
const read = (text: string): Promise<BounceReport> => classifyMessage(Buffer.from(text, 'latin1'), readMime);
const answer = ({ kind, category, status, recipients }: BounceReport) => ({
  kind,
  category,
  status,
  recipients: recipients.map((recipient) => recipient.toLowerCase()),
});

const received = [
  'Received: from mx.relay.example (mx.relay.example [192.0.2.44])',
  '\tby in.news.example with ESMTP; Mon, 2 Mar 2026 10:00:00 +0000',
  'X-Spam-Status: No, score=0.1',
];
const upToBlankLine = (text: string, change: (header: string) => string): string => {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  return change(text.slice(0, end)) + text.slice(end);
};

const ways: Readonly<Record<string, (text: string) => string>> = {
  'with more trace fields': (text) =>
    [...received, text.replace(/^From .*\r?\n/, '')].join(text.includes('\r\n') ? '\r\n' : '\n'),
  'with CRLF': (text) => text.replace(/\r?\n/g, '\r\n'),
  'with LF': (text) => text.replace(/\r\n/g, '\n'),
  'with field names in capitals': (text) =>
    upToBlankLine(text, (header) => header.replace(/^[A-Za-z-]+:/gm, (name) => name.toUpperCase())),
  'with the fields of the report in small letters': (text) =>
    text.replace(/^(?:Final-Recipient|Action|Status|Diagnostic-Code):/gm, (name) => name.toLowerCase()),
  'with long replies folded': (text) =>
    text.replace(
      /^(Diagnostic-Code: .{30,60}?) (?=\S)(?=.*(\r?\n))/gm,
      (_, start: string, eol: string) => `${start}${eol} `,
    ),
};

const own = {
  'a DSN': dsn({
    fields: failed('550 5.1.1 <reader@reader.example>: User unknown in virtual mailbox table'),
  }),
  'a DSN about a block': dsn({
    fields: failed('554 5.7.1 Client host [192.0.2.7] blocked using zen.spamhaus.org'),
  }),
  'a notice': notice(['<reader@reader.example>:', 'Sorry, no mailbox here by that name. (#5.1.1)']),
  'a complaint': feedbackReport(['Feedback-Type: abuse', 'Original-Rcpt-To: <reader@reader.example>']),
};

describe.each(Object.entries(ways))('a bounce %s', (_, change) => {
  it.each(Object.entries(own))('gives the same answer: %s', async (_name, text) => {
    expect(answer(await read(change(text)))).toEqual(answer(await read(text)));
  });
});

it.each(Object.entries(own))('%s that somebody forwards gives the same answer', async (_, text) => {
  const forwarded = [
    'From: Admin <admin@news.example>',
    'Subject: Fwd: for you',
    'Content-Type: multipart/mixed; boundary=forwarded',
    '',
    '--forwarded',
    '',
    'See below.',
    '--forwarded',
    'Content-Type: message/rfc822',
    '',
    text,
    '--forwarded--',
  ].join('\r\n');
  expect(answer(await read(forwarded))).toEqual(answer(await read(text)));
});

const words = fc.constantFrom(
  'spam',
  'blocked',
  'policy',
  'full',
  'quota',
  'virus',
  'sender',
  'unknown',
  'relay',
);
const label = fc.tuple(words, fc.constantFrom('', 'er', '-list', '1'), words).map((parts) => parts.join(''));
const replies = [
  (address: string) => `550 5.1.1 <${address}>: User unknown`,
  (address: string) => `552 5.2.2 <${address}>: over quota`,
  (address: string) => `550 <${address}>: Client host [192.0.2.7] blocked using zen.spamhaus.org`,
  (address: string) => `550 <${address}>: Sender verify failed`,
  (address: string) =>
    `host mx.${address.split('@')[1]}[192.0.2.9] said: 550 5.1.1 <${address}>: User unknown`,
];

it('is not misled by what accounts, domains and hosts are called', async () => {
  await fc.assert(
    fc.asyncProperty(label, label, fc.constantFrom(...replies), async (account, domain, reply) => {
      const address = `${account}@${domain}.example`;
      const about = (one: string) => read(dsn({ fields: failed(reply(one), '5.0.0', one) }));
      const usual = await about('ada@reader.example');
      expect(answer(await about(address))).toEqual({ ...answer(usual), recipients: [address] });
    }),
    { numRuns: 200 },
  );
});

const corpus = path.resolve('../shared/corpus/bounces');

if (existsSync(corpus)) {
  describe('real messages', () => {
    const rows = existsSync(corpus)
      ? readFileSync(path.join(corpus, 'expected.jsonl'), 'utf8').trim().split('\n')
      : [];
    const texts = rows.map((row) => {
      const { file } = JSON.parse(row) as { file: string };
      return [file, readFileSync(path.join(corpus, file), 'latin1')] as const;
    });

    it.each(Object.entries(ways))('give the same answer %s', async (_, change) => {
      for (const [file, text] of texts)
        expect(answer(await read(change(text))), file).toEqual(answer(await read(text)));
    });
  });
}
