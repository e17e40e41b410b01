import fc from 'fast-check';
import { expect, it } from 'vitest';
import { caseProofToken } from '../../../src/audience/unsubscribe-token.ts';
import { storableText } from '../../../src/database/storable-text.ts';
import { asksToLeave } from '../../../src/feedback/consent/leaving-words.ts';
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

const link = `https://letters.news.example/u/${token}`;
const quotes = [
  `> Leave: ${link}\n`,
  `-----Original Message-----\nLeave: ${link}\n`,
  `On Friday the Gazette wrote:\n\n> List: <mailto:leave+${caseProofToken(token)}@news.example?subject=unsubscribe>\n`,
  `Von: Gazette <news@news.example>\nGesendet: Freitag\nBetreff: Ausgabe 10\n\nAbmelden: ${link}\n`,
];
it.each([
  ['Re: unsubscribe', ''],
  ['[SPAM] Unsubscribe', 'Thanks.\n\n'],
  ['Fwd: Issue 10', ''],
  ['AW: Ausgabe 10', 'Bitte abmelden.\n\n'],
  ['TR[2]: Lettre 10', 'Désabonnez-moi, merci.\n-- \nChloé\n\n'],
  ['回复: 第十期', '退订\n\n'],
  ['Odp.: Numer 10', 'Proszę mnie wypisać\n\n'],
  ['{Spam?} ***SPAM*** Ynt: Sayı 10', 'Lütfen beni listeden çıkarın\n\n'],
])('takes the token that "%s" quotes, where its writer asks to leave', (subject, own) => {
  for (const quote of quotes) expect(read(subject, mailbox, mailbox, own + quote)).toEqual(byToken);
});

it('takes it from HTML as well', () => {
  const html = `<p>Bitte abmelden.</p><blockquote><a href="${link}">Leave</a></blockquote>`;
  const letter = { ...message({ to: mailbox, subject: 'AW: 10' }), html };
  expect(readUnsubscribeMail(letter, mailbox, mailboxes)).toEqual(byToken);
});

it('takes none where they ask for something else, quote two people, or no person writes', () => {
  const another = link.replace(token, serial);
  const [quote = ''] = quotes;
  expect(read('Re: Issue 10', mailbox, mailbox, `Lovely wicks.\n\n${quote}`)).toEqual({ kind: 'letter' });
  expect(read('Re: unsubscribe', mailbox, mailbox, `${quote}> ${another}`)).toEqual({ kind: 'sender' });
  const reply = message({ to: mailbox, subject: 'Re: x', 'auto-submitted': 'auto-replied' }, quote);
  expect(readUnsubscribeMail(reply, mailbox, mailboxes)).toEqual({ kind: 'letter' });
});

it.each([
  ['Re: Issue 10', 'Please remove me from this list.'],
  ['unsubscribe', ''],
  ['SV: Nummer 10', 'Avregistrera mig tack'],
  ['Re: Выпуск 10', 'Отпишите меня, пожалуйста'],
  ['Re: 10', '구독 취소해 주세요'],
  ['Unsubscribe me!!', 'I have asked three times already.'],
])('knows a letter that asks to be taken off: "%s" "%s"', (subject, text) => {
  expect(asksToLeave(message({ subject }, `${text}\n\n> the issue`))).toBe(true);
});

it.each([
  ['Re: Issue 10', 'What a beautiful essay about lamps.\n\n> Unsubscribe: https://x.example/u/y'],
  ['Question', `${'The whales sing and swim. '.repeat(20)}Nobody can unsubscribe from that.`],
  ['Question about issue 10', ''],
])('and one that does not: "%s"', (subject, text) => {
  expect(asksToLeave(message({ subject }, text))).toBe(false);
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
