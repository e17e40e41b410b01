import { expect, it } from 'vitest';
import type { BounceReport } from '../../../src/feedback/bounce-report.ts';
import { readBounce } from '../../../src/feedback/reports/read-bounce.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';
import { dsn, failed, feedbackReport, notice } from '../returned-mail.ts';

const readMime = mimeReader();
const read = async (text: string): Promise<BounceReport> => readBounce(await readMime(Buffer.from(text)));
const reader = 'reader@reader.example';

it.each([
  ['an unknown reader', '550 5.1.1 No such user here', '5.0.0', 'hard', 'invalid_recipient', '5.1.1'],
  ['a full mailbox', '552 5.2.2 Over quota', '5.2.2', 'soft', 'mailbox_full', '5.2.2'],
  [
    'a block list behind a status that blames the reader',
    '550 5.1.1 Blocked, see spamhaus.org',
    '5.1.1',
    'soft',
    'blocklist',
    '5.1.1',
  ],
  [
    'authentication',
    "550 5.7.1 rejected due to news.example's DMARC policy",
    '5.7.1',
    'soft',
    'auth_failure',
    '5.7.1',
  ],
  ['an unknown reader for now', '450 4.1.1 No such user here', '5.1.1', 'soft', 'invalid_recipient', '4.1.1'],
  ['no words that we know', '550 5.1.2 xyzzy', '5.1.2', 'hard', 'invalid_domain', '5.1.2'],
  ['no words and no status', '550 xyzzy', '5.0.0', 'soft', 'undetermined', '5.0.0'],
])('reads a report of %s', async (_, reply, given, kind, category, status) => {
  const report = await read(dsn({ fields: failed(reply, given) }));
  expect(report).toMatchObject({ kind, category, status, recipients: [reader] });
});

it('keeps what was delayed or delivered apart from failures, whatever the words', async () => {
  const delayed = failed('550 5.1.1 No such user here', '5.1.1').map((line) =>
    line.replace('failed', 'delayed'),
  );
  expect(await read(dsn({ fields: delayed }))).toMatchObject({
    kind: 'soft',
    results: [{ action: 'delayed' }],
  });
  const relayed = failed('550 5.1.1 No such user here', '2.0.0').map((line) =>
    line.replace('failed', 'relayed'),
  );
  expect(await read(dsn({ fields: relayed }))).toMatchObject({ kind: 'other', category: 'delivered' });
});

it('judges every recipient alone and the message by the worst', async () => {
  const fields = [
    ...failed('552 5.2.2 Mailbox full', '5.2.2', 'full@reader.example'),
    '',
    ...failed('550 5.1.1 User unknown'),
  ];
  const report = await read(dsn({ fields }));
  expect(report).toMatchObject({
    kind: 'hard',
    status: '5.1.1',
    recipients: ['full@reader.example', reader],
  });
  expect(report.results.map(({ kind }) => kind)).toEqual(['soft', 'hard']);
});

it('means the subscriber, not the alias behind', async () => {
  const fields = [
    `Original-Recipient: rfc822;${reader}`,
    ...failed('550 5.1.1 User unknown', '5.1.1', 'r@alias.example'),
  ];
  expect((await read(dsn({ fields }))).recipients).toEqual([reader]);
});

it('finds the address in the notice where the report has a pipe', async () => {
  const fields = ['Final-Recipient: rfc822;|/usr/bin/filter', 'Action: failed', 'Status: 5.3.0'];
  const report = await read(dsn({ fields, text: `<${reader}>: Command died with status 2` }));
  expect(report).toMatchObject({ kind: 'soft', category: 'system', recipients: [reader] });
});

it('does not take the words of the returned copy for the reply', async () => {
  expect((await read(dsn({ fields: failed('550 5.1.1 User unknown') }))).category).toBe('invalid_recipient');
});

it('reads the fields of a report whose MIME is broken', async () => {
  const broken = dsn({ fields: failed('550 5.1.1 User unknown') }).replaceAll('--=_report', '--=_other');
  expect(await read(broken)).toMatchObject({ kind: 'hard', recipients: [reader] });
});

it.each([
  [
    'qmail',
    [
      `<${reader}>:`,
      'Sorry, no mailbox here by that name. (#5.1.1)',
      '',
      '--- Below this line is a copy of the message.',
      '',
      'x',
    ],
    'hard',
    '5.1.1',
  ],
  [
    'Exim',
    [
      'A message that you sent could not be delivered. The following address(es) failed:',
      '',
      `  ${reader}`,
      '    SMTP error after RCPT TO: 550 unknown user',
      '',
      '------ This is a copy of the message ------',
    ],
    'hard',
    null,
  ],
  [
    'Domino',
    [
      'was not delivered to:',
      '',
      `  ${reader}`,
      '',
      'because:',
      '',
      '  User reader not listed in Domino Directory',
    ],
    'hard',
    null,
  ],
  [
    'Gmail',
    [
      'Delivery to the following recipient failed permanently:',
      '',
      `     ${reader}`,
      '',
      'Technical details of permanent failure:',
      'Storage quota exceeded',
    ],
    'soft',
    null,
  ],
  [
    'Exchange in German',
    [`Übermittlung an ${reader} fehlgeschlagen`, 'Das Postfach des Empfängers ist voll.'],
    'soft',
    null,
  ],
  [
    'a list',
    [`Your message to the mailing list <${reader}> was rejected: you are not a member of it.`],
    'soft',
    null,
  ],
])('reads the plain notice of %s', async (_, lines, kind, status) => {
  expect(await read(notice(lines))).toMatchObject({ kind, status, recipients: [reader] });
});

it('names neither the sender nor the mail system where a notice mentions them', async () => {
  const lines = [
    'For help write to postmaster@mx.news.example.',
    'SMTP error after MAIL FROM:<news@news.example>:',
    `550 ${reader}: user unknown`,
  ];
  expect((await read(notice(lines))).recipients).toEqual([reader]);
});

it('asks the returned copy only where the notice names nobody', async () => {
  const lines = [
    'The message could not be delivered: no such user.',
    '',
    'Original message follows.',
    '',
    'Received: by x',
    `To: ${reader}`,
  ];
  expect((await read(notice(lines))).recipients).toEqual([reader]);
});

it('sees that a notice only warns', async () => {
  const lines = ['This is a warning message only.', `Delivery to ${reader} has been delayed: host unknown`];
  expect(await read(notice(lines))).toMatchObject({ kind: 'soft', results: [{ action: 'delayed' }] });
});

it.each([
  ['abuse', 'complaint', 'complaint'],
  ['not-spam', 'other', 'not_spam'],
  ['auth-failure', 'other', 'auth_report'],
])('reads a feedback report of type %s', async (type, kind, category) => {
  const report = await read(feedbackReport([`Feedback-Type: ${type}`, 'Version: 1']));
  expect(report).toMatchObject({ kind, category, recipients: [reader] });
});

it.each([
  ['Auto-Submitted', ['Subject: Re: Weekly news', 'Auto-Submitted: auto-replied']],
  ['Precedence', ['Subject: Re: Weekly news', 'Precedence: auto_reply']],
  ['its English subject', ['Subject: Automatic reply: Weekly news']],
  ['its French subject', ['Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_Weekly?=']],
])('knows an automatic reply by %s', async (_, headers) => {
  const message = [
    `From: Ann <${reader}>`,
    'To: b+1.2.k@news.example',
    ...headers,
    '',
    'I am away and will answer.',
  ].join('\n');
  expect(await read(message)).toMatchObject({ kind: 'autoreply', recipients: [reader] });
});

it.each([
  ['Re: How to write an out of office message', 'Loved it. User unknown, mailbox full!'],
  ['unsubscribe', 'Please remove me.'],
  ['Re: Weekly news', 'The mail to my brother could not be delivered: 550 5.1.1 user unknown.'],
])('leaves alone what a person wrote under "%s"', async (subject, text) => {
  const report = await read(`From: Ann <${reader}>\nTo: news@news.example\nSubject: ${subject}\n\n${text}\n`);
  expect(report).toMatchObject({ kind: 'other', category: 'not_feedback', recipients: [] });
});

it('takes a read receipt for one, unless it tells of a full mailbox', async () => {
  const receipt = (text: string) =>
    [
      'From: a@b.example',
      'Subject: Not read',
      'Content-Type: multipart/report; boundary=r',
      '',
      '--r',
      '',
      text,
      '--r',
      'Content-Type: message/disposition-notification',
      '',
      `Final-Recipient: rfc822;${reader}`,
      'Disposition: automatic-action/MDN-sent-automatically; deleted',
      '--r--',
    ].join('\n');
  expect(await read(receipt('Deleted unread.'))).toMatchObject({ kind: 'other', category: 'read_receipt' });
  expect(await read(receipt('Deleted, since the mailbox is full.'))).toMatchObject({
    kind: 'soft',
    category: 'mailbox_full',
  });
});

it('does not take an address that breaks off for somebody else', async () => {
  const whole = notice(['Undeliverable: user unknown', '', reader]).trimEnd();
  expect((await read(`${whole}\n`)).recipients).toEqual([reader]);
  expect(await read(whole.slice(0, -3))).toMatchObject({
    kind: 'hard',
    recipients: [],
    results: [{ recipient: null }],
  });
});

it.each([
  ['host mx.reader.example[192.0.2.9] said: 550 5.1.1 User unknown (in reply to MAIL FROM command)'],
  [
    'SMTP error from remote mail server after MAIL FROM:<b+1.2.k@news.example> SIZE=1022: 550 no such mailbox',
  ],
  ['>>> MAIL From:<b+1.2.k@news.example>\n<<< 550 5.1.0 <b+1.2.k@news.example>... User unknown'],
  ['host mx.reader.example[192.0.2.9] said: 501 5.1.3 invalid address (in reply to HELO command)'],
])('takes for a fault of the sender what is said before a recipient is named: %s', async (reply) => {
  const named = await read(notice([`<${reader}>:`, reply]));
  expect(named).toMatchObject({ kind: 'soft', category: 'sender_rejected', recipients: [reader] });
});

it('reads a complaint whose report is marked as text', async () => {
  const report = feedbackReport(['Feedback-Type: abuse', 'User-Agent: Loop/1.0', 'Version: 1']);
  const asText = report
    .replace('message/feedback-report', 'text/plain')
    .replace('multipart/report; report-type=feedback-report', 'multipart/mixed');
  expect(await read(asText)).toMatchObject({ kind: 'complaint', recipients: [reader] });
});

it('says why a message was not read', () => {
  const report = readBounce({ ok: false, reason: 'has more than 200 MIME parts' });
  expect(report).toMatchObject({ kind: 'other', category: 'unreadable', recipients: [] });
  expect(report.results).toMatchObject([
    { recipient: null, why: 'The message has more than 200 MIME parts.' },
  ]);
});
