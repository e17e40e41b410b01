import { type Counts, countsFor } from '../../../src/feedback/policy/suppression-policy.ts';
import { classifyMessage } from '../../../src/feedback/reports/classify-message.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';

/** Messages of our own writing, by the kind of mistake that a reader of bounces can make with them. */

const readMime = mimeReader();
export const returnPath = 'b+7.3k.1qzv4mhtx2cdepwlbngys@returns.gazette.example';
export const reader = 'ines@lectora.example';

/** What a message says, in short: its kind, its category, what it counts for, whom it names. */
export async function readingOf(message: string | Buffer) {
  const bytes = typeof message === 'string' ? Buffer.from(message) : message;
  const { kind, category, recipients, results } = await classifyMessage(bytes, readMime);
  const counts = results.map((one) => countsFor(one, false));
  const worst = (['at-once', 'second', 'soft', 'never'] as const satisfies readonly Counts[]).find((one) =>
    counts.includes(one),
  );
  return { kind, category, counts: worst ?? 'never', recipients: recipients.join() };
}

/** A letter as a person's mail program writes it. */
export function letter(subject: string, text: string, fields: readonly string[] = []): string {
  return [
    'Return-Path: <ines@lectora.example>',
    'From: Ines Lectora <ines@lectora.example>',
    'To: The Gazette <post@gazette.example>',
    `Subject: ${encoded(subject)}`,
    'Message-ID: <c81f@lectora.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    ...fields,
    '',
    text,
    '',
  ].join('\r\n');
}

const encoded = (text: string) =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

export const answers = ['In-Reply-To: <7.3k.1qzv4mhtx2cdepwlbngys@gazette.example>'];

/** A notice in plain text. */
export function notice(text: string, fields: readonly string[] = []): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@relay.gazette.example>',
    `To: ${returnPath}`,
    'Subject: Undelivered Mail Returned to Sender',
    ...fields,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ].join('\r\n');
}

/** A report of RFC 3464: a notice, and the fields of one recipient. */
export function dsn(
  fields: readonly string[],
  text = 'Your message was not delivered.',
  end = '\r\n--=rep--\r\n',
): string {
  return `${[
    'Return-Path: <>',
    'From: MAILER-DAEMON@relay.gazette.example',
    `To: ${returnPath}`,
    'Subject: Delivery report',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=rep"',
    '',
    '--=rep',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '--=rep',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.gazette.example',
    '',
    ...fields,
  ].join('\r\n')}${end}`;
}

/** The usual fields of a refusal. */
export function refused(diagnostic: string, status = '5.0.0'): string[] {
  return [
    `Final-Recipient: rfc822; ${reader}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
  ];
}

/** Sendmail's report of a reply of several lines: its first line in the fields, all of it in the transcript. */
export function sendmail(command: string, reply: readonly string[], remark: string, status: string): string {
  const transcript = [
    'The original message was received at Mon, 2 Nov 2026 08:00:00 +0100',
    '',
    '   ----- The following addresses had permanent fatal errors -----',
    `<${reader}>`,
    `    (reason: ${reply[0]})`,
    '',
    '   ----- Transcript of session follows -----',
    '... while talking to mx.lectora.example.:',
    `>>> ${command}`,
    ...reply.map((line) => `<<< ${line}`),
    remark,
    '<<< 503 5.0.0 Need RCPT (recipient)',
  ].join('\r\n');
  return dsn(refused(reply[0] ?? '', status), transcript);
}
