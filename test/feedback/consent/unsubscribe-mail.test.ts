import fc from 'fast-check';
import { expect, it } from 'vitest';
import { storableText } from '../../../src/database/storable-text.ts';
import { unsubscribeMailToken } from '../../../src/feedback/consent/unsubscribe-mail.ts';
import { arrivalTime } from '../../../src/feedback/reports/arrival-time.ts';
import { identifyReport } from '../../../src/feedback/reports/identify-report.ts';
import { reportKey } from '../../../src/feedback/reports/report-key.ts';
import type { MimeMessage } from '../../../src/mail/mime-message.ts';

const token = 'A-_'.repeat(11).slice(0, 32);
const mailbox = 'leave@news.example';
const message = (headers: Readonly<Record<string, string>>, text = ''): MimeMessage => ({
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  text,
  html: '',
  parts: [],
  source: text,
});
const read = (subject: string, envelope: string | null = mailbox, to = mailbox) =>
  unsubscribeMailToken(message({ to, subject }), envelope, mailbox);

it.each([
  `unsubscribe ${token}`,
  ` UNSUBSCRIBE   ${token} `,
  `unsubscribe%20${token}`,
  `unsubscribe+${token}`,
])('reads the token of "%s"', (subject) => {
  expect(read(subject)).toBe(token);
});

it.each([
  '',
  'unsubscribe',
  `unsubscribe ${token}x`,
  `unsubscribe ${token.slice(1)}`,
  `Re: unsubscribe ${token}`,
  `unsubscribe${token}`,
])('reads none in "%s"', (subject) => {
  expect(read(subject)).toBeNull();
});

it('goes by the envelope where there is one, else by what the header says', () => {
  const subject = `unsubscribe ${token}`;
  expect(read(subject, 'LEAVE@news.example', 'other@news.example')).toBe(token);
  expect(read(subject, 'other@news.example')).toBeNull();
  expect(read(subject, null, `News <${mailbox}>`)).toBe(token);
  expect(read(subject, null, 'other@news.example')).toBeNull();
});

it('and whatever else is asked of a strange message never fails', () => {
  const keys = new Map([['0', Buffer.alloc(32, 7)]]);
  const names = fc.constantFrom(
    'to',
    'subject',
    'in-reply-to',
    'references',
    'delivered-to',
    'received',
    'date',
  );
  fc.assert(
    fc.property(fc.dictionary(names, fc.string()), fc.string({ unit: 'binary' }), (headers, text) => {
      const strange = message(headers, text);
      expect(identifyReport(text, strange, keys)).toBeNull();
      expect(unsubscribeMailToken(strange, text, mailbox)).toBeNull();
      expect(reportKey(Buffer.from(text), null)).toMatch(/^mail:[0-9a-f]{64}$/);
      expect(arrivalTime(Buffer.from(text), new Date(0)).getTime()).toBe(0);
      const stored = storableText(text, 5);
      expect(JSON.stringify(stored)).not.toMatch(/\\ud[89a-f]/);
      expect(stored).not.toContain('\0');
    }),
  );
});
