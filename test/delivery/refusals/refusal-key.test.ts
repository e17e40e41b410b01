import { expect, it } from 'vitest';
import { refusalKey, wordsOf } from '../../../src/delivery/refusals/refusal-key.ts';
import { parseSmtpReply } from '../../../src/mail/smtp-reply.ts';

function key(text: string, recipient: string): string {
  const reply = parseSmtpReply(text);
  if (!reply) throw new Error(`${text} is no reply`);
  return refusalKey(reply, recipient);
}

it.each([
  [
    'an address',
    '554 5.7.1 <ada@home.example>: Relay access denied',
    '554 5.7.1 <bob@work.example>: Relay access denied',
  ],
  [
    'an address in another case',
    '550 Invalid recipient: <Ada@Home.example>',
    '550 Invalid recipient: <bob@work.example>',
  ],
  ['a domain', '550 5.1.2 home.example: host unknown.', '550 5.1.2 work.example: host unknown'],
  ['a mailbox', '550 5.1.1 ada... User unknown', '550 5.1.1 bob... User unknown'],
  [
    'an id, and lines of their own',
    '550-5.1.1 The account that you tried to reach\n550 5.1.1 does not exist. k18-20020a5d - gsmtp',
    '550-5.1.1 The account that you tried\n550 5.1.1 to reach does not exist. z9-77cda0 - gsmtp',
  ],
  ['an id of letters', '550 5.1.1 unknown, see QmXkdPzRt', '550 5.1.1 unknown, see WqRkdXzLb'],
  [
    'a number',
    '552 5.3.4 message of 1200 octets is too large',
    '552 5.3.4 message of 1207 octets is too large',
  ],
  ['a host', '550 5.7.1 mx1.relay.example says no', '550 5.7.1 mx-b.relay.example says no'],
])('is the same where %s differs', (_, one, other) => {
  expect(key(one, 'ada@home.example')).toBe(key(other, 'bob@work.example'));
});

it.each([
  ['the code', '554 5.1.1 User unknown'],
  ['the status', '550 5.1.2 User unknown'],
  ['the words', '550 5.1.1 User not known'],
])('is another where %s is another', (_, other) => {
  expect(key(other, 'ada@home.example')).not.toBe(key('550 5.1.1 User unknown', 'ada@home.example'));
});

it('keeps the words, and takes no text for a name that is none', () => {
  expect(
    wordsOf(
      '550 5.1.1 <ada@home.example>: Recipient address rejected: User unknown in table',
      'ada@home.example',
    ),
  ).toBe('* recipient address rejected user unknown in table');
});
