/** Reports in the forms in which ten mail systems write them; the words in them are ours, made up for the tests. */

/** What comes back, and to whom it had gone. */
export interface Returned {
  readonly returnPath: string;
  readonly recipient: string;
  /** With its brackets. */
  readonly messageId: string;
}

/** What happened. A system that tells no status or code leaves it out. */
export interface Said {
  readonly action: 'failed' | 'delayed';
  readonly status: string;
  readonly code: number;
  readonly words: string;
}

type Report = (about: Returned, said: Said) => readonly string[];

const copyOf = ({ returnPath, recipient, messageId }: Returned): string[] => [
  `Return-Path: <${returnPath}>`,
  'Received: from relay.example by mx.example with ESMTP id 4Xyz; Fri, 20 Nov 2026 15:50:20 +0000',
  'From: The Lamplighter <letters@lamplighter.example>',
  `To: ${recipient}`,
  'Subject: The Lamplighter 10: oil & wicks',
  `Message-ID: ${messageId}`,
];

const fieldsOf = ({ recipient }: Returned, { action, status, code, words }: Said): string[] => [
  `Final-Recipient: rfc822; ${recipient}`,
  `Action: ${action}`,
  `Status: ${status}`,
  `Diagnostic-Code: smtp; ${code} ${status} ${words}`,
];

interface Multipart {
  readonly header: readonly string[];
  readonly text: readonly string[];
  readonly reporter: readonly string[];
  readonly fields: readonly string[];
  readonly copyType?: 'message/rfc822' | 'text/rfc822-headers';
}

/** RFC 3462 and 3464. */
function report(about: Returned, { header, text, reporter, fields, copyType }: Multipart): string[] {
  const type = copyType ?? 'message/rfc822';
  return [
    ...header,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"',
    '',
    '--=_part',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    ...text,
    '',
    '--=_part',
    'Content-Type: message/delivery-status',
    '',
    ...reporter,
    '',
    ...fields,
    '',
    '--=_part',
    `Content-Type: ${type}`,
    '',
    ...copyOf(about),
    '',
    ...(type === 'message/rfc822' ? ['Good evening.', ''] : []),
    '--=_part--',
  ];
}

const postfix: Report = (about, said) =>
  report(about, {
    header: [
      'From: MAILER-DAEMON@mx.post.example (Mail Delivery System)',
      said.action === 'failed'
        ? 'Subject: Undelivered Mail Returned to Sender'
        : 'Subject: Delayed Mail (still being retried)',
      'Auto-Submitted: auto-replied',
    ],
    text: [
      'This is the mail system at host mx.post.example.',
      '',
      said.action === 'failed'
        ? 'Your message could not be delivered to one or more recipients.'
        : 'Your message has not yet been delivered; I will keep trying. You do not need to resend it.',
      '',
      `<${about.recipient}>: host in.post.example[192.0.2.25] said: ${said.code} ${said.status} ${said.words}`,
    ],
    reporter: ['Reporting-MTA: dns; mx.post.example', 'X-Postfix-Queue-ID: 4XyzAb'],
    fields: fieldsOf(about, said),
  });

const exim: Report = (about, { action, code, status, words }) => [
  `X-Failed-Recipients: ${about.recipient}`,
  'Auto-Submitted: auto-replied',
  'From: Mail Delivery System <Mailer-Daemon@mx.exim.example>',
  action === 'failed'
    ? 'Subject: Mail delivery failed: returning message to sender'
    : 'Subject: Warning: message 1tABcd-000xyz-1A delayed 24 hours',
  '',
  'This message was created automatically by mail delivery software.',
  '',
  action === 'failed'
    ? 'A message that you sent could not be delivered to one of its recipients. This is a permanent error.'
    : 'A message that you sent has not yet been delivered to one of its recipients. Delivery attempts will continue.',
  '',
  `  ${about.recipient}`,
  '    host in.exim.example [192.0.2.26]',
  `    SMTP error from remote mail server after RCPT TO:<${about.recipient}>: ${code} ${status} ${words}`,
  '',
  '------ This is a copy of the message, including all the headers. ------',
  '',
  ...copyOf(about),
];

const sendmail: Report = (about, said) =>
  report(about, {
    header: [
      'From: Mail Delivery Subsystem <MAILER-DAEMON@mx.sendmail.example>',
      `Subject: ${said.action === 'failed' ? 'Returned mail: see transcript for details' : 'Warning: could not send message for past 4 hours'}`,
      'Auto-Submitted: auto-generated (failure)',
    ],
    text: [
      ...(said.action === 'failed' ? [] : ['    ** THIS IS A WARNING MESSAGE ONLY **', '']),
      `   ----- The following addresses had ${said.action === 'failed' ? 'permanent fatal errors' : 'transient non-fatal errors'} -----`,
      `<${about.recipient}>`,
      `    (reason: ${said.code} ${said.status} ${said.words})`,
      '',
      '   ----- Transcript of session follows -----',
      `>>> RCPT To:<${about.recipient}>`,
      `<<< ${said.code} ${said.status} ${said.words}`,
    ],
    reporter: ['Reporting-MTA: dns; mx.sendmail.example', 'Arrival-Date: Fri, 20 Nov 2026 15:50:20 GMT'],
    fields: fieldsOf(about, said),
    copyType: 'text/rfc822-headers',
  });

const qmail: Report = (about, { code, status, words }) => [
  'From: MAILER-DAEMON@mx.qmail.example',
  'Subject: failure notice',
  '',
  'Hi. This is the qmail-send program at mx.qmail.example.',
  "I'm afraid I wasn't able to deliver your message to the following addresses.",
  "This is a permanent error; I've given up. Sorry it didn't work out.",
  '',
  `<${about.recipient}>:`,
  '192.0.2.27 does not like recipient.',
  `Remote host said: ${code} ${status} ${words}`,
  'Giving up on 192.0.2.27.',
  '',
  '--- Below this line is a copy of the message.',
  '',
  ...copyOf(about),
];

const exchange: Report = (about, said) =>
  report(about, {
    header: [
      'From: <postmaster@exchange.example>',
      `Subject: ${said.action === 'failed' ? 'Undeliverable' : 'Delivery delayed'}: The Lamplighter 10: oil & wicks`,
      'X-MS-Exchange-Message-Is-Ndr:',
      'Auto-Submitted: auto-generated',
    ],
    text: [
      said.action === 'failed'
        ? `Your message to ${about.recipient} couldn't be delivered.`
        : `Delivery to ${about.recipient} has been delayed. We will keep trying.`,
      '',
      'Diagnostic information for administrators:',
      'Generating server: AB1PR01.exchange.example',
      '',
      about.recipient,
      `Remote server returned '${said.code} ${said.status} ${said.words}'`,
    ],
    reporter: ['Reporting-MTA: dns;AB1PR01.exchange.example', 'Received-From-MTA: dns;relay.example'],
    fields: fieldsOf(about, said),
  });

const gmail: Report = (about, said) =>
  report(about, {
    header: [
      'From: Mail Delivery Subsystem <mailer-daemon@google.example>',
      `Subject: Delivery Status Notification (${said.action === 'failed' ? 'Failure' : 'Delay'})`,
      `X-Failed-Recipients: ${about.recipient}`,
      'Auto-Submitted: auto-replied',
    ],
    text: [
      said.action === 'failed' ? '** Address not found **' : '** Delivery incomplete **',
      '',
      `There was a ${said.action === 'failed' ? '' : 'temporary '}problem delivering your message to ${about.recipient}.`,
      `The response was: ${said.code} ${said.status} ${said.words}`,
    ],
    reporter: ['Reporting-MTA: dns; google.example', 'Arrival-Date: Fri, 20 Nov 2026 07:50:20 -0800 (PST)'],
    fields: fieldsOf(about, said),
  });

const courier: Report = (about, said) =>
  report(about, {
    header: [
      'From: "Courier mail server at mx.courier.example" <@>',
      'Subject: NOTICE: mail delivery status.',
    ],
    text: [
      'This is a delivery status notification from mx.courier.example,',
      'running the Courier mail server.',
      '',
      said.action === 'failed'
        ? '                             UNDELIVERABLE MAIL'
        : '                              DELAYED MAIL',
      '',
      `<${about.recipient}>:`,
      '     in.courier.example [192.0.2.28]:',
      `     <<< ${said.code} ${said.status} ${said.words}`,
    ],
    reporter: ['Reporting-MTA: dns; mx.courier.example'],
    fields: fieldsOf(about, said),
    copyType: 'text/rfc822-headers',
  });

const domino: Report = (about, said) =>
  report(about, {
    header: [
      'From: Postmaster@domino.example',
      `Subject: DELIVERY ${said.action === 'failed' ? 'FAILURE' : 'DELAYED'}: ${said.words}`,
      'X-MIMETrack: Itemize by SMTP Server on DOM1/Example',
    ],
    text: [
      'Your message',
      '',
      '  Subject: The Lamplighter 10: oil & wicks',
      '',
      said.action === 'failed' ? 'was not delivered to:' : 'has not yet been delivered to:',
      '',
      `  ${about.recipient}`,
      '',
      'because:',
      '',
      `  ${said.words}`,
    ],
    reporter: ['Reporting-MTA: dns;dom1.domino.example'],
    fields: fieldsOf(about, said),
    copyType: 'text/rfc822-headers',
  });

const mdaemon: Report = (about, { action, code, status, words }) => [
  'From: MDaemon at mdaemon.example <MDaemon@mdaemon.example>',
  `Subject: ${action === 'failed' ? 'Permanent Delivery Failure' : 'Warning: Delayed mail'}`,
  'X-MDaemon-Deliver-To: returned',
  '',
  action === 'failed'
    ? 'The attached message had PERMANENT fatal delivery errors!'
    : 'This is just a warning: the attached message has not yet been delivered. Delivery will be retried.',
  '',
  `Failed address: ${about.recipient}`,
  '',
  '--- Session Transcript ---',
  `--> RCPT To:<${about.recipient}>`,
  `<-- ${code} ${status} ${words}`,
  '--- End Transcript ---',
  '',
  ': Message contains [1] file attachments',
  '',
  '----- Original message follows -----',
  '',
  ...copyOf(about),
];

const opensmtpd: Report = (about, said) =>
  report(about, {
    header: [
      'From: Mailer Daemon <MAILER-DAEMON@mx.opensmtpd.example>',
      `Subject: Delivery status notification: ${said.action === 'failed' ? 'error' : 'delayed'}`,
    ],
    text: [
      '    Hi!',
      '',
      said.action === 'failed'
        ? '    An error has occurred while attempting to deliver a message for the following list of recipients:'
        : '    A message is delayed for more than 4 hours; delivery attempts will continue, for:',
      '',
      `${about.recipient}: ${said.code} ${said.status} ${said.words}`,
    ],
    reporter: ['Reporting-MTA: dns; mx.opensmtpd.example'],
    fields: fieldsOf(about, said),
  });

const systems = { postfix, exim, sendmail, qmail, exchange, gmail, courier, domino, mdaemon, opensmtpd };

export const mailSystems = Object.keys(systems) as readonly (keyof typeof systems)[];

/** As the mailbox that takes the return paths has it: with the trace that its mail system wrote on top. */
export function reportBy(system: keyof typeof systems, about: Returned, said: Said): string {
  const trace = [
    'Return-Path: <>',
    `X-Original-To: ${about.returnPath}`,
    'Delivered-To: returned@lamplighter.example',
    'Received: from mx.example by lamplighter.example with ESMTP; Fri, 20 Nov 2026 16:00:00 +0000',
  ];
  const address = [`To: ${about.returnPath}`, 'Date: Fri, 20 Nov 2026 15:59:59 +0000'];
  return [...trace, ...address, ...systems[system](about, said), ''].join('\n');
}
