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
