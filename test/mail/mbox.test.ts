import { expect, it } from 'vitest';
import { isMbox, splitMbox } from '../../src/mail/mbox.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const texts = (file: string): string[] =>
  Array.from(splitMbox(bytes(file)), (one) => Buffer.from(one).toString('latin1'));
const from = 'From MAILER-DAEMON Sun Nov 22 10:51:00 2026\n';

it('splits at the lines of RFC 4155 and takes one > off quoted ones', () => {
  const file = `${from}Subject: one\n\n>From here\n>>From there\n\n${from}Subject: two\n\nx\n`;
  expect(isMbox(bytes(file))).toBe(true);
  expect(texts(file)).toEqual(['Subject: one\n\nFrom here\n>From there\n\n', 'Subject: two\n\nx\n']);
});

it.each([
  ['a line of prose', 'From noon at 12:30 we wait.\nThen'],
  ['a line not after a blank one', `x\n${from}Subject: two`],
  ['the line of a returned copy', `Content-Type: message/rfc822\n\n${from}Subject: two`],
  ['one that a notice announces', `Bounced message:\n\n${from}Subject: two`],
])('does not split at %s', (_, text) => {
  expect(texts(`${from}Subject: one\n\n${text}\n`)).toHaveLength(1);
});

it('takes neither a message nor nothing for an mbox', () => {
  expect(isMbox(bytes('From: a@b.example\n\nx'))).toBe(false);
  expect(isMbox(bytes(''))).toBe(false);
});
