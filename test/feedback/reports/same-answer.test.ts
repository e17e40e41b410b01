import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dsn, failed, feedbackReport, notice } from '../returned-mail.ts';
import { answer, read, ways } from './ways-of-mail.ts';

/** What happens to a bounce on its way, and what differs between two bounces about the same: neither changes what it is. */

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
