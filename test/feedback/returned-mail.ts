/** Messages as mail systems write them, made up for the tests: what each says of `reader@reader.example`. */

const returned = [
  'From: news@news.example',
  'To: reader@reader.example',
  'Subject: Weekly news',
  '',
  'Our own words: mailbox full.',
];

export interface Dsn {
  readonly fields: readonly string[];
  readonly text?: string;
}

/** RFC 3464, as Postfix and most others send it. */
export function dsn({ fields, text = 'Your message could not be delivered.' }: Dsn): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.news.example>',
    'To: b+1.2.k@news.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    '',
    '--=_report',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    text,
    '',
    '--=_report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.news.example',
    '',
    ...fields,
    '',
    '--=_report',
    'Content-Type: message/rfc822',
    '',
    ...returned,
    '--=_report--',
    '',
  ].join('\r\n');
}

/** One recipient who failed with this reply. */
export function failed(diagnostic: string, status = '5.0.0', recipient = 'reader@reader.example'): string[] {
  return [
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
  ];
}

/** A notice in plain words. */
export function notice(
  lines: readonly string[],
  headers: readonly string[] = ['Subject: failure notice'],
): string {
  return [
    'From: MAILER-DAEMON@mx.news.example',
    'To: b+1.2.k@news.example',
    ...headers,
    '',
    ...lines,
    '',
  ].join('\r\n');
}

/** RFC 5965 appendix B, with a copy. */
export function feedbackReport(fields: readonly string[]): string {
  return [
    'From: fbl@isp.example',
    'To: abuse@news.example',
    'Subject: FW: Weekly news',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=arf',
    '',
    '--arf',
    '',
    'This is an email abuse report.',
    '--arf',
    'Content-Type: message/feedback-report',
    '',
    ...fields,
    '--arf',
    'Content-Type: message/rfc822',
    '',
    ...returned,
    '--arf--',
    '',
  ].join('\r\n');
}

export interface Bounce {
  /** What the header says; the envelope is for the test to give. */
  readonly to?: string;
  readonly fields: readonly string[];
  /** The header of the message that comes back. */
  readonly returned?: readonly string[];
  /** Makes it a message of its own. */
  readonly id?: string;
}

/** RFC 3464, about one message of ours. */
export function bounce({
  to = 'news@news.example',
  fields,
  returned: header = [],
  id = '1',
}: Bounce): Buffer {
  const text = [
    'From: MAILER-DAEMON@mx.reader.example',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Mon, 2 Mar 2026 10:00:00 +0000',
    `Message-ID: <${id}@mx.reader.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
    '',
    '--=_b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--=_b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.reader.example',
    '',
    ...fields,
    '--=_b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: news@news.example',
    ...header,
    'Subject: Weekly news',
    '',
    '--=_b--',
    '',
  ];
  return Buffer.from(text.join('\r\n'));
}

export interface Complaint {
  readonly mailFrom?: string;
  readonly returned?: readonly string[];
  readonly id?: string;
}

/** RFC 5965: the reader pressed "this is spam". */
export function complaint({ mailFrom, returned: header = [], id = '1' }: Complaint): Buffer {
  const text = [
    'From: fbl@isp.example',
    'To: abuse@news.example',
    'Subject: Abuse report',
    `Message-ID: <${id}@isp.example>`,
    'Content-Type: multipart/report; report-type=feedback-report; boundary=arf',
    '',
    '--arf',
    '',
    'This is an email abuse report.',
    '--arf',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Loop/1.0',
    'Version: 1',
    ...(mailFrom ? [`Original-Mail-From: <${mailFrom}>`] : []),
    '',
    '--arf',
    'Content-Type: text/rfc822-headers',
    '',
    'From: news@news.example',
    'Subject: Weekly news',
    ...header,
    '',
    '--arf--',
    '',
  ];
  return Buffer.from(text.join('\r\n'));
}

/** RFC 3834: somebody's machine answers. */
export function autoReply(to: string, inReplyTo: string): Buffer {
  const text = [
    'From: Ada <ada@example.com>',
    `To: ${to}`,
    'Subject: Out of office',
    'Auto-Submitted: auto-replied',
    `In-Reply-To: ${inReplyTo}`,
    '',
    'I am away.',
    '',
  ];
  return Buffer.from(text.join('\r\n'));
}
