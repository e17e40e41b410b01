import { expect, it } from 'vitest';
import { parseArf } from '../../../src/mail/reports/arf.ts';
import { parseDsn } from '../../../src/mail/reports/dsn.ts';
import { parseMdn } from '../../../src/mail/reports/mdn.ts';

const nothing = {
  originalRecipient: null,
  finalRecipient: null,
  action: null,
  status: null,
  remoteMta: null,
  diagnosticCode: null,
};

it('reads the fields of each recipient, after those of the message', () => {
  const text = [
    'Reporting-MTA: dns; mx.reader.example',
    '',
    'Original-Recipient: rfc822;ann@reader.example',
    'Final-Recipient: RFC822; <a.nn@box.reader.example>',
    'Action: Failed (permanent)',
    'Status: 5.1.1 (bad destination)',
    'Remote-MTA: dns; box.reader.example',
    'Diagnostic-Code: smtp; 550 5.1.1 no',
    '  such user',
    '',
    'Final-Recipient: rfc822;bob@reader.example',
    'Action: delayed',
    'Status: 4.4.1',
  ].join('\r\n');
  expect(parseDsn(text)).toEqual([
    {
      originalRecipient: 'ann@reader.example',
      finalRecipient: 'a.nn@box.reader.example',
      action: 'failed',
      status: '5.1.1',
      remoteMta: 'box.reader.example',
      diagnosticCode: '550 5.1.1 no such user',
    },
    { ...nothing, finalRecipient: 'bob@reader.example', action: 'delayed', status: '4.4.1' },
  ]);
});

it.each([
  [
    'the fields of a recipient in any order',
    'Action: failed\nFinal-Recipient: rfc822;a@b.example\nStatus: 5.0.0',
  ],
  [
    'blank lines within a recipient',
    'Final-Recipient: rfc822;a@b.example\n\nAction: failed\n\nStatus: 5.0.0',
  ],
  [
    'no blank line after the message',
    'Reporting-MTA: dns; x\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.0.0',
  ],
])('bears %s', (_, text) => {
  expect(parseDsn(text)).toEqual([
    { ...nothing, finalRecipient: 'a@b.example', action: 'failed', status: '5.0.0' },
  ]);
});

it('begins a new recipient where its field comes again without a blank line', () => {
  const text =
    'Final-Recipient: rfc822;a@b.example\nStatus: 5.1.1\nFinal-Recipient: rfc822;c@d.example\nStatus: 5.2.2';
  expect(parseDsn(text).map(({ finalRecipient, status }) => [finalRecipient, status])).toEqual([
    ['a@b.example', '5.1.1'],
    ['c@d.example', '5.2.2'],
  ]);
});

it('takes no pipe and no path for an address', () => {
  expect(parseDsn('Final-Recipient: rfc822;|/usr/bin/filter a@b.example')).toEqual([nothing]);
  expect(parseDsn('Reporting-MTA: dns; x')).toEqual([]);
});

it('reads a feedback report, several recipients included', () => {
  const text =
    'Feedback-Type: Abuse\r\nVersion: 1\r\nOriginal-Rcpt-To: <a@b.example>\r\nOriginal-Rcpt-To: c@d.example\r\nOriginal-Mail-From: <b+1.2@news.example>\r\n';
  expect(parseArf(text)).toEqual({
    feedbackType: 'abuse',
    originalRcptTo: ['a@b.example', 'c@d.example'],
    originalMailFrom: 'b+1.2@news.example',
  });
  expect(parseArf('Version: 1')).toBeNull();
});

it.each([
  ['automatic-action/MDN-sent-automatically; deleted', 'deleted', false],
  ['manual-action/MDN-sent-manually; displayed', 'displayed', false],
  ['automatic-action/MDN-sent-automatically; deleted/error', 'deleted', true],
])('reads the disposition %s', (disposition, dispositionType, isError) => {
  const text = `Reporting-UA: mail\nFinal-Recipient: rfc822;a@b.example\nDisposition: ${disposition}\n`;
  const isAutomatic = disposition.startsWith('automatic');
  expect(parseMdn(text)).toEqual({ finalRecipient: 'a@b.example', dispositionType, isAutomatic, isError });
});

it('sees no receipt without a disposition', () => {
  expect(parseMdn('Final-Recipient: rfc822;a@b.example')).toBeNull();
});
