import { expect, it } from 'vitest';
import { categories } from '../../../src/feedback/bounce-report.ts';
import { classifyRecipient } from '../../../src/feedback/classify/classify-recipient.ts';

const classify = (reply: string) =>
  classifyRecipient({ recipient: 'ada@reader.example', action: 'failed', status: null, reply, notice: '' });

/** The same few words are said of the sender and of the reader: unknown, invalid, does not exist, not found. */
it.each([
  '550 From domain does not exist',
  '550 MAIL FROM: domain does not exist',
  '550 your domain does not exist',
  '550 your address does not exist',
  "550 The sender's mailbox does not exist",
  '550 envelope from address unknown',
  "550 Can't verify sender",
  '550 Return path does not exist',
  '550 Sender news@news.example has no A, AAAA, or MX DNS records',
  '553 Sender Domain Resolve Fail',
  '501 news@news.example Sender email is not in my domain',
  '450 4.1.8 <news@news.example>: Sender address rejected: Domain not found',
  '550 This server does not accept mail from 192.0.2.7',
  '554 mx.reader.example is not accepting mail from you',
  '550 Error: no valid recipients from 192.0.2.7',
  '550 Invalid HELO: host unknown',
  '501 5.5.4 Invalid domain name',
  '550 No reverse DNS found for your host',
  '521 5.2.1 We will not accept delivery of this message',
  '550 permanent failure for one or more recipients (ada@reader.example:blocked)',
  '554 5.2.252 SendAsDenied; a@news.example not allowed to send as news@news.example',
  '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException',
  "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
  '550 5.1.1 <news@news.example>: unauthorized sender',
  // Only our own return path is named, so whoever is unknown to it, it is not the reader.
  '550 5.1.1 <b+a.2s.0abcdefghijklmnopqrst@bounces.news.example>: user unknown',
  'host mx.reader.example[192.0.2.9] said: 550 5.1.1 User unknown (in reply to MAIL FROM command)',
  'host mx.reader.example[192.0.2.9] said: 550 5.1.1 User unknown (in reply to initial greeting)',
  'host mx.reader.example[192.0.2.9] refused to talk to me: 550 5.1.1 User unknown',
])('blames the sender for %s', (reply) => {
  const { kind, category } = classify(reply);
  expect(kind).toBe('soft');
  expect(categories[category].scope).toBe('sender');
});

it.each([
  "550 x isn't known here",
  '550 No account by that name here',
  '550 RCPT TO:<ada@reader.example> User unknown',
  '550 #5.1.0 Address rejected.',
  '553 sorry, no mail-box here by that name',
  '550 we do not have a user with this address',
  '550 account deleted',
  '550 User not a member of domain: <ada@reader.example>',
  '550 The recipient cannot be verified. Please check all recipients of this message.',
  '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550',
  '550 5.4.1 All recipient addresses rejected : Access denied',
  '498 No MX for reader.example',
  '550 DNS: domain has no MX',
  '556 5.1.10 reader.example does not accept mail',
  '550 person has left the organisation',
  '550 5.1.1 <ada@reader.example>: no such user, said to <b+a.2s.0abcdefghijklmnopqrst@bounces.news.example>',
  // RFC 7504: a host that takes no mail says so before it knows for whom it is.
  'host mx.reader.example[192.0.2.9] refused to talk to me: 521 5.3.2 mx.reader.example does not accept mail',
  'host mx.reader.example[192.0.2.9] said: 521 5.3.2 does not accept mail (in reply to MAIL FROM command)',
])('takes the reader for gone at %s', (reply) => {
  expect(classify(reply).kind).toBe('hard');
});

it.each([
  '550 The mailbox is temporarily unavailable',
  '450 4.1.1 User unknown',
  '550 5.2.1 mailbox is inactive',
])('waits before it takes the reader for gone at %s', (reply) => {
  expect(classify(reply).kind).toBe('soft');
});

it('takes who is named by our own relay for us, where it is not whom it was given', () => {
  const said = (reply: string, isOwnRelay?: true) =>
    classifyRecipient({
      recipient: 'ada@reader.example',
      action: 'failed',
      status: null,
      reply,
      notice: '',
      ...(isOwnRelay && { isOwnRelay }),
    }).category;
  const ours = '550 5.1.1 <letters@news.example>: user unknown';
  expect(said(ours, true)).toBe('sender_rejected');
  // From farther on it is whoever the reader passes their mail on to.
  expect(said(ours)).toBe('invalid_recipient');
  for (const reply of [
    '550 5.1.1 <ada@reader.example>: user unknown',
    '550 5.1.1 <Ada@mx.reader.example>: user unknown',
    '550 5.1.1 <a.lovelace@reader.example>: user unknown',
    '550 5.1.1 user unknown, write to postmaster@hoster.example',
  ])
    expect(said(reply, true), reply).toBe('invalid_recipient');
});
