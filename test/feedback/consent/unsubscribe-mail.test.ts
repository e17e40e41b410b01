import fc from 'fast-check';
import { expect, it } from 'vitest';
import { caseProofToken } from '../../../src/audience/unsubscribe-token.ts';
import { storableText } from '../../../src/database/storable-text.ts';
import { readUnsubscribeMail } from '../../../src/feedback/consent/unsubscribe-mail.ts';
import { arrivalTime } from '../../../src/feedback/reports/arrival-time.ts';
import { identifyReport } from '../../../src/feedback/reports/identify-report.ts';
import { reportKey } from '../../../src/feedback/reports/report-key.ts';
import type { MimeMessage } from '../../../src/mail/mime/mime-message.ts';
import { testLinkKeys } from '../../setup/signed-names.ts';

const token = 'A-_'.repeat(14).slice(0, 40);
const serial = token.slice(0, 32);
const mailbox = 'leave@news.example';
const message = (headers: Readonly<Record<string, string>>, text = ''): MimeMessage => ({
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  text,
  html: '',
  parts: [],
  source: text,
});
const mailboxes = [{ address: mailbox, returnPathDomain: 'news.example' }];
const read = (subject: string, envelope: string | null = mailbox, to = mailbox, text = '') =>
  readUnsubscribeMail(message({ to, subject }, text), envelope, mailboxes);
const byToken = { kind: 'token', token };

it.each([
  `unsubscribe ${token}`,
  ` UNSUBSCRIBE   ${token} `,
  `unsubscribe%20${token}`,
  `unsubscribe+${token}`,
  `Re: unsubscribe ${token}`,
  `[SPAM] unsubscribe ${token}`,
])('reads the token of "%s"', (subject) => {
  expect(read(subject)).toEqual(byToken);
});

it('reads a token with a serial number, which is shorter', () => {
  expect(read(`unsubscribe ${serial}`)).toEqual({ kind: 'token', token: serial });
  for (const length of [31, 33, 39])
    expect(read(`unsubscribe ${token.slice(0, length)}`)).toEqual({ kind: 'letter' });
});

it('reads the token of the text, where a program left the subject out', () => {
  expect(read('', mailbox, mailbox, `Hello\nunsubscribe ${token}\n`)).toEqual(byToken);
  expect(read('', mailbox, mailbox, `${'x'.repeat(3_000)}\nunsubscribe ${token}\n`)).toEqual({
    kind: 'letter',
  });
});

it('takes only the subject for a request where reports come as well, and all else for a report', () => {
  const shared = mailboxes.map((one) => ({ ...one, takesReports: true }));
  const asks = (subject: string, text = '') =>
    readUnsubscribeMail(message({ to: mailbox, subject }, text), mailbox, shared);
  expect(asks(`unsubscribe ${token}`)).toEqual(byToken);
  expect(asks('unsubscribe')).toEqual({ kind: 'sender' });
  // The header of what came back, in the text of a notice.
  expect(asks('failure notice', `List-Unsubscribe: <mailto:a@b?subject=unsubscribe%20${token}>`)).toBeNull();
  expect(readUnsubscribeMail(null, mailbox, shared)).toBeNull();
});

it.each([
  '',
  `unsubscribe ${token}x`,
  `unsubscribe ${token.slice(1)}`,
  `unsubscribe${token}`,
  'please remove me',
])('leaves "%s" to a person', (subject) => {
  expect(read(subject)).toEqual({ kind: 'letter' });
});

it.each([
  'unsubscribe',
  ' Unsubscribe ',
  'Re: unsubscribe',
  '[*** SPAM ***] Unsubscribe',
  'AW: Re: unsubscribe',
])('takes "%s" to be about its sender', (subject) => {
  expect(read(subject)).toEqual({ kind: 'sender' });
});

it('goes by the envelope where there is one, else by what the header says', () => {
  const subject = `unsubscribe ${token}`;
  expect(read(subject, 'LEAVE@news.example', 'other@news.example')).toEqual(byToken);
  expect(read(subject, 'other@news.example')).toBeNull();
  expect(read(subject, null, `News <${mailbox}>`)).toEqual(byToken);
  expect(read(subject, null, 'other@news.example')).toBeNull();
});

it('reads the token of the address, in any case, whatever else is said or cannot be read', () => {
  const tagged = `leave+${caseProofToken(token)}@news.example`;
  expect(read('Nothing', tagged.toUpperCase())).toEqual(byToken);
  expect(read('Nothing', null, tagged)).toEqual(byToken);
  expect(readUnsubscribeMail(null, tagged, mailboxes)).toEqual(byToken);
  expect(read('Nothing', tagged.replace('news.example', 'other.example'))).toBeNull();
  expect(read('Nothing', tagged.replace('leave', 'stay'))).toBeNull();
  expect(
    readUnsubscribeMail(null, tagged, [{ address: mailbox, returnPathDomain: 'b.news.example' }]),
  ).toBeNull();
});

it('and whatever else is asked of a strange message never fails', () => {
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
      expect(identifyReport(text, strange, testLinkKeys.tags).delivery).toBeNull();
      expect(readUnsubscribeMail(strange, text, mailboxes)).toBeNull();
      expect(reportKey(Buffer.from(text), null)).toMatch(/^mail:[0-9a-f]{64}$/);
      expect(arrivalTime(Buffer.from(text), new Date(0)).getTime()).toBe(0);
      const stored = storableText(text, 5);
      expect(JSON.stringify(stored)).not.toMatch(/\\ud[89a-f]/);
      expect(stored).not.toContain('\0');
    }),
  );
});
