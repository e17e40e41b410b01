import { describe, expect, it } from 'vitest';
import {
  answers,
  dsn,
  letter,
  notice,
  reader,
  readingOf,
  refused,
  returnPath,
  sendmail,
} from './variants.ts';

type Case = readonly [name: string, message: string];

describe('a letter of a person is never evidence', () => {
  const letters: readonly Case[] = [
    [
      'Italian',
      letter(
        'Re: Consegna della posta',
        'Non sono riuscita ad aprire il link. Indirizzo inesistente?',
        answers,
      ),
    ],
    [
      'Spanish',
      letter(
        'Re: La entrega no pudo ser',
        'El buzón está lleno de cartas. No existe mejor boletín.',
        answers,
      ),
    ],
    [
      'Polish',
      letter(
        'Re: Wiadomość nie została dostarczona',
        'Nie mogę otworzyć strony, adres nie istnieje.',
        answers,
      ),
    ],
    ['Chinese', letter('Re: 退信的故事', '邮箱已满，无法打开链接。用户不存在？', answers)],
    ['Japanese', letter('配信について', '配信できませんでした、とのことですが、再送をお願いします。')],
    ['Korean', letter('Re: 배달 실패', '메일함이 가득 찼어요. 재미있게 읽었습니다.', answers)],
    ['Finnish', letter('Vs: Toimittaminen', 'Viestiä ei voitu toimittaa ystävälleni.', answers)],
    ['Hungarian', letter('Re: kézbesítés', 'A címzett ismeretlen, írja a barátom postafiókja.', answers)],
    ['Greek', letter('Σχετ: Παράδοση', 'Δεν ήταν δυνατή η παράδοση του δώρου.', answers)],
    [
      'English, with a reply quoted',
      letter('Re: Issue 12', 'My son gets "550 5.1.1 user unknown" when he writes to me.', answers),
    ],
    [
      'English, without a thread',
      letter('Undeliverable: our parcels', 'The post could not deliver to the address: no such house here.'),
    ],
    [
      'English, forwarding a notice',
      letter('Fwd: failure notice', `> <someone@else.example>:\n> 550 mailbox unavailable\n\nIs that you?`),
    ],
    [
      'English, of a full mailbox',
      letter('RE: mailbox full', 'Over quota again! Please send it to my other address.', answers),
    ],
    ['a mail program', letter('Delivery problem', 'I could not be reached.', ['User-Agent: Mutt/2.2'])],
  ];
  it.each(letters)('%s', async (_, message) => {
    expect(await readingOf(message)).toMatchObject({
      kind: 'other',
      category: 'not_feedback',
      counts: 'never',
    });
  });
});

describe('what a machine answers for a person counts for nothing', () => {
  const subjects = [
    'Automatisk svar: Nummer 12',
    'Automatyczna odpowiedź: Numer 12',
    'Risposta automatica: Numero 12',
    'Resposta automática: Número 12',
    'Automatická odpověď: Číslo 12',
    'Automatski odgovor: Broj 12',
    'Automātiska atbilde: 12',
    'Automatinis atsakymas: 12',
    'Trả lời tự động: Số 12',
    'رد تلقائي: العدد 12',
    'Автоматична відповідь: Число 12',
    '[自动回复] 第12期',
    '자동 회신: 12호',
    'Sjálfvirkt svar: 12',
    'Balasan otomatis: Edisi 12',
    '(Auto-Antwort) Ausgabe 12',
  ];
  it.each(subjects)('%s', async (subject) => {
    expect(await readingOf(letter(subject, 'I cannot be reached.', answers))).toMatchObject({
      category: 'auto_reply',
      counts: 'never',
    });
  });

  const toReturnPath = (text: string) =>
    letter('Re: The Gazette 12', text, [...answers, 'X-From: a']).replace(/^To:.*$/m, `To: ${returnPath}`);
  const others: readonly Case[] = [
    [
      'to a return path, in German',
      toReturnPath('Ich bin bis Montag nicht erreichbar. Die Nachricht wurde nicht zugestellt.'),
    ],
    ['to a return path, in French', toReturnPath("Je suis absent. Votre message n'a pas pu être lu.")],
    [
      'by formail',
      letter('Re: The Gazette', 'Your mail could not be delivered to me in time.', [
        ...answers,
        'X-Loop: ines@lectora.example',
        'Precedence: junk',
      ]),
    ],
    [
      'with the null return path',
      letter('Re: The Gazette', 'I cannot be reached before May.', answers).replace(
        /^Return-Path.*$/m,
        'Return-Path: <>',
      ),
    ],
    [
      'of Precedence auto_reply',
      letter('Thank you', 'We could not process your message yet.', ['Precedence: auto_reply']),
    ],
  ];
  it.each(others)('%s', async (_, message) => {
    expect(await readingOf(message)).toMatchObject({ category: 'auto_reply', counts: 'never' });
  });

  const managers: readonly Case[] = [
    [
      'Mailman',
      letter(
        'Your message to garden awaits moderator approval',
        'It is being held: the sender is not a member.',
        ['Precedence: bulk', 'X-Mailman-Version: 3.3.9', 'List-Id: <garden.lists.example>'],
      )
        .replace(/^From:.*$/m, 'From: garden-bounces@lists.example')
        .replace(/^Return-Path.*$/m, 'Return-Path: <>'),
    ],
    [
      'mlmmj',
      letter(
        'Post to garden@lists.example denied: Issue 12',
        'The message was not delivered to the list: only subscribers may post.',
        ['Precedence: bulk'],
      )
        .replace(/^From:.*$/m, 'From: garden+owner@lists.example')
        .replace(/^Return-Path.*$/m, 'Return-Path: <>'),
    ],
  ];
  it.each(managers)('%s', async (_, message) => {
    expect(await readingOf(message)).toMatchObject({ counts: 'never' });
  });
});

describe('what is said before the reader was named is about us', () => {
  const phases: readonly Case[] = [
    [
      'Postfix, MAIL FROM',
      notice(
        `<${reader}>: host mx.lectora.example[192.0.2.30] said: 550 5.1.1 No such user (in\n    reply to MAIL FROM command)`,
      ),
    ],
    [
      'Postfix, HELO',
      notice(
        `<${reader}>: host mx.lectora.example[192.0.2.30] said: 550 mailbox not found (in reply to HELO command)`,
      ),
    ],
    [
      'Postfix, its greeting',
      notice(
        `<${reader}>: host mx.lectora.example[192.0.2.30] refused to talk to me: 554 5.2.1 account disabled`,
      ),
    ],
    [
      'Postfix, of a report',
      dsn(
        refused('550 5.1.1 recipient unknown', '5.1.1'),
        `<${reader}>: host mx.lectora.example[192.0.2.30] said: 550 5.1.1 recipient\n    unknown (in reply to MAIL FROM command)`,
      ),
    ],
    [
      'Exim, MAIL FROM',
      notice(
        `  ${reader}\n    host mx.lectora.example [192.0.2.30]\n    SMTP error from remote mail server after MAIL FROM:<${returnPath}>:\n    550 5.2.1 mailbox inactive`,
      ),
    ],
    [
      'Exim, HELO',
      notice(
        `  ${reader}\n    SMTP error from remote mail server after EHLO relay.gazette.example:\n    host mx.lectora.example [192.0.2.30]: 550 unknown user`,
      ),
    ],
    [
      'Exim, the connection',
      notice(
        `  ${reader}\n    SMTP error from remote mail server after initial connection:\n    host mx.lectora.example [192.0.2.30]: 554 no such mailbox here`,
      ),
    ],
    [
      'Sendmail, MAIL From',
      sendmail(
        `MAIL From:<${returnPath}>`,
        ['553 5.1.1 user does not exist'],
        '501 5.6.0 Data format error',
        '5.1.1',
      ),
    ],
    [
      'DragonFly',
      notice(
        `There was an error delivering your mail to <${reader}>.\n\nmx.lectora.example [192.0.2.30] did not like our MAIL FROM:\n550 5.1.1 no mailbox`,
      ),
    ],
    [
      'Courier',
      notice(
        `<${reader}>:\n     mx.lectora.example [192.0.2.30]:\n >>> MAIL FROM:<${returnPath}>\n <<< 550 User unknown.`,
      ),
    ],
    [
      'qmail',
      notice(
        `<${reader}>:\n192.0.2.30 does not like recipient.\nRemote host said: 550 5.1.8 <${returnPath}>: unknown user\nGiving up on 192.0.2.30.`,
      ),
    ],
    [
      'qmail, the sender',
      notice(
        `<${reader}>:\nConnected to 192.0.2.30 but sender was rejected.\nRemote host said: 550 mailbox unavailable`,
      ),
    ],
  ];
  it.each(phases)('%s', async (_, message) => {
    expect(await readingOf(message)).toMatchObject({
      category: 'sender_rejected',
      counts: 'never',
      recipients: reader,
    });
  });
});

describe('a failed verification of the sender is about our return path', () => {
  const replies = [
    `550-Verification failed for <${returnPath}>\n550-No such person at this address\n550 Sender verify failed`,
    `550-Verification failed for <${returnPath}>\n550-The mail server could not deliver mail to ${returnPath}.  The account or domain may not exist\n550 Sender verify failed`,
    `550 5.1.7 <${returnPath}>: Sender address rejected: undeliverable address: mail for returns.gazette.example loops back to myself`,
    `450 4.1.7 <${returnPath}>: Sender address rejected: unverified address: connect to mx.gazette.example: Connection refused`,
    `550 5.1.1 <${returnPath}>: User unknown`,
    `550-Callback setup failed while verifying <${returnPath}>\n550-Called: 192.0.2.80\n550-Sent: MAIL FROM:<>\n550-Response: 550 user unknown\n550 Sender verify failed`,
    `553 5.1.8 <${returnPath}>... Domain of sender address returns.gazette.example does not exist`,
    `550 Sender callout verification failed: no such user`,
    `550 unrouteable sender address <${returnPath}>`,
    `550 5.7.1 Could not verify the sender address ${returnPath}: mailbox not found`,
    `550-Verification failed for <${returnPath}>No Such User HereSender verify failed`,
    `554 Return path does not exist: ${returnPath}`,
  ];
  it.each(replies)('%s', async (reply) => {
    for (const message of [
      dsn(refused(reply.replaceAll('\n', '\r\n '))),
      notice(
        `<${reader}>: host mx.lectora.example[192.0.2.30] said:\n    ${reply.replaceAll('\n', ' ')} (in reply to RCPT TO\n    command)`,
      ),
    ])
      expect(await readingOf(message)).toMatchObject({
        category: 'sender_rejected',
        counts: 'never',
        recipients: reader,
      });
  });

  it('but that of the recipient is about the reader', async () => {
    const reply = `550-Callout verification failed:\r\n 550-550 5.1.1 <${reader}>: no such user\r\n 550 Recipient verify failed`;
    expect(await readingOf(dsn(refused(reply)))).toMatchObject({
      category: 'invalid_recipient',
      counts: 'at-once',
    });
  });
});

describe('Sendmail tells more in its transcript than in its fields', () => {
  const unknown = `550 5.1.1 <${reader}>... User unknown`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['a bare refusal', sendmail('DATA', ['550 Denied'], unknown, '5.1.1'), 'undetermined'],
    ['not welcome', sendmail('DATA', ['550 Go away'], unknown, '5.1.1'), 'undetermined'],
    ['its own words', sendmail('RCPT To:<x>', ['550 Not today'], unknown, '5.1.1'), 'undetermined'],
    [
      'a block list in the second line',
      sendmail(
        'DATA',
        ['550-We are sorry', '550 192.0.2.7 is listed at bl.blocklist.example'],
        unknown,
        '5.1.1',
      ),
      'blocklist',
    ],
    [
      'spam in the third line',
      sendmail('DATA', ['550-Hello', '550-your message', '550 looks like spam'], unknown, '5.1.1'),
      'spam',
    ],
    [
      'DMARC in the second line',
      sendmail(
        'DATA',
        ['550-The message was refused', "550 by gazette.example's DMARC policy"],
        unknown,
        '5.1.1',
      ),
      'auth_failure',
    ],
    [
      'no reverse DNS',
      sendmail('DATA', ['550-Sorry,', '550 192.0.2.7 has no reverse DNS'], unknown, '5.1.1'),
      'sender_config',
    ],
    [
      'relaying',
      sendmail('DATA', ['550-Please log in first:', '550 relaying denied'], unknown, '5.1.1'),
      'relay_denied',
    ],
    [
      'no TLS',
      sendmail(
        'DATA',
        ['530 5.7.0 Must issue a STARTTLS command first'],
        '554 5.0.0 Service unavailable',
        '5.7.0',
      ),
      'tls',
    ],
    [
      'a full mailbox',
      sendmail(
        'DATA',
        [`552 5.2.2 <${reader}>: mailbox is over its quota`],
        '554 5.0.0 Service unavailable',
        '5.2.2',
      ),
      'mailbox_full',
    ],
    [
      'an unknown reader',
      sendmail('DATA', [`550 5.1.1 <${reader}>: no mailbox of that name`], unknown, '5.1.1'),
      'invalid_recipient',
    ],
    [
      'an unknown reader without a status',
      sendmail('RCPT To:<x>', [`550 ${reader} is not known here`], unknown, '5.1.1'),
      'invalid_recipient',
    ],
    [
      'an echo of a deferral',
      sendmail('DATA', ['421 4.7.0 Slow down, too many messages'], `<${reader}>... Deferred`, '4.4.7')
        .replaceAll('421 4.7.0 Slow down, too many messages)', '503 5.0.0 Need RCPT (recipient))')
        .replace('smtp; 421 4.7.0 Slow down, too many messages', 'smtp; 503 5.0.0 Need RCPT (recipient)'),
      'rate_limited',
    ],
  ];
  it.each(cases)('%s', async (_, message, category) => {
    expect(await readingOf(message)).toMatchObject({ category, recipients: reader });
  });
});

describe('a refusal that names nobody does not take off at once', () => {
  const replies = [
    '550 Access denied',
    '550 Refused',
    '554 Transaction failed',
    '550 Administrative prohibition',
    '550 5.7.0 Not wanted',
    '550 We do not accept bulk mail',
    '554 5.7.1 Rejected by local rule',
    '550 Go away',
    '550 5.0.0 Error',
    '571 Delivery not authorized',
    '550 Message refused by recipient preferences',
    '550 5.3.0 Blocked',
    '550 Not accepted',
    '554 denied',
  ];
  it.each(replies)('%s', async (reply) => {
    for (const status of ['5.0.0', '5.1.1']) {
      const transcript = sendmail('DATA', [reply], `550 5.1.1 <${reader}>... User unknown`, status);
      for (const message of [
        transcript,
        dsn(refused(reply)),
        notice(
          `<${reader}>: host mx.lectora.example[192.0.2.30] said: ${reply} (in reply to RCPT TO command)`,
        ),
      ])
        expect((await readingOf(message)).counts).toMatch(/^(?:second|never|soft)$/);
    }
  });
});

describe('a reader who is gone is taken off at once', () => {
  const replies = [
    `550 5.1.1 <${reader}>: Recipient address rejected: User unknown in virtual mailbox table`,
    '550 5.1.1 Mailbox does not exist',
    '550 unknown recipient',
    `550 No such user - ${reader}`,
    '550 NO_SUCH_USER',
    `553 sorry, ${reader} does not exist`,
    '550-5.1.1 The account you wrote to\r\n 550 5.1.1 does not exist',
    '550 user_not_found',
    '550 Requested action not taken: mailbox unavailable',
    `550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${reader} not found`,
    `550 ${reader} is no longer valid`,
    '550 Unknown user; rejecting',
    `550 <${reader}>: invalid address`,
    '550 El usuario no existe',
  ];
  it.each(replies)('%s', async (reply) => {
    const exim = `  ${reader}\n    host mx.lectora.example [192.0.2.30]\n    SMTP error from remote mail server after RCPT TO:<${reader}>:\n    ${reply.replace('\r\n ', '\n    ')}`;
    for (const message of [
      dsn(refused(reply)),
      notice(exim),
      notice(
        `<${reader}>:\n192.0.2.30 does not like recipient.\nRemote host said: ${reply.replace('\r\n ', '\n')}\nGiving up on 192.0.2.30.`,
      ),
    ])
      expect(await readingOf(message)).toMatchObject({
        category: 'invalid_recipient',
        counts: 'at-once',
        recipients: reader,
      });
  });
});

describe('the innermost server decides', () => {
  const cases: readonly (readonly [string, string])[] = [
    [`550 5.0.350 Remote server returned an error -> 552 5.2.2 mailbox full`, 'mailbox_full'],
    [`550 5.0.350 Remote server returned message -> 550 5.7.1 Message rejected as spam`, 'spam'],
    [`554 5.0.0 upstream said: 550 5.1.1 <${reader}>: no such user`, 'invalid_recipient'],
    [
      `550 host inner.lectora.example[198.51.100.4] said: 554 5.7.1 blocked using bl.spamcop.net`,
      'blocklist',
    ],
    [`554 error: 452 4.2.2 over quota`, 'mailbox_full'],
    [`550 5.4.0 the next hop responded: 550 5.2.1 This account has been suspended`, 'disabled'],
    [
      `554 5.4.7 delivery expired (message too old) last reply was: 421 4.7.0 too many connections`,
      'rate_limited',
    ],
    [`550 response: 530 5.7.0 Must issue a STARTTLS command first`, 'tls'],
    [
      `550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 relay access denied`,
      'relay_denied',
    ],
    [`550 reply was: 550 5.7.26 Unauthenticated email is not accepted - gsmtp`, 'auth_failure'],
    [`550 mailbox unavailable: backend returned: 451 4.3.0 internal server error`, 'system'],
    [`550 5.0.350 -> 554 5.6.0 message has two From headers`, 'content'],
  ];
  it.each(cases)('%s', async (reply, category) => {
    expect(await readingOf(dsn(refused(reply)))).toMatchObject({ category });
    expect(
      await readingOf(
        notice(
          `<${reader}>: host mx.lectora.example[192.0.2.30] said: ${reply} (in reply to RCPT TO command)`,
        ),
      ),
    ).toMatchObject({ category });
  });
});

describe('names, introductions and footers are no reasons', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'a host called blocked',
      notice(
        `  ${reader}\n    SMTP error from remote mail server after RCPT TO:<${reader}>:\n    host blocked.spamfilter.example [192.0.2.30]: 550 5.1.1 no such user`,
      ),
      'invalid_recipient',
    ],
    [
      'a host and a closed mailbox',
      notice(
        `<${reader}>: host virus-gateway.example[192.0.2.30] said: 550 5.2.1 mailbox closed (in reply to RCPT TO command)`,
      ),
      'disabled',
    ],
    [
      'a footer about viruses',
      dsn(
        [`Final-Recipient: rfc822; ${reader}`, 'Action: failed', 'Status: 5.1.1'],
        'It did not arrive.\n\n-- \nChecked for viruses and spam by the gateway',
      ),
      'invalid_recipient',
    ],
    [
      'a footer under a rule',
      dsn(
        [`Final-Recipient: rfc822; ${reader}`, 'Action: failed', 'Status: 5.2.2'],
        'It did not arrive.\n__________________\nThis message has been scanned for malware by a Firewall.',
      ),
      'mailbox_full',
    ],
    [
      'a product in the introduction',
      notice(
        `This report was generated by Acme Antivirus Gateway.\n\nYour mail to <${reader}> could not be delivered: user unknown.`,
      ),
      'invalid_recipient',
    ],
    [
      'a program with a name',
      notice(`This is the Spam Shield Firewall program at mx.lectora.example.\n\n<${reader}>: no such user`),
      'invalid_recipient',
    ],
    [
      'a banner',
      notice(
        `*** Message from Trusted Content Security Gateway ***\n\nCould not deliver to <${reader}>: unknown recipient`,
      ),
      'invalid_recipient',
    ],
    [
      'a local part',
      dsn(refused('550 5.1.1 <spam-reports@lectora.example>: unknown user')),
      'invalid_recipient',
    ],
    ['a path', dsn(refused("451 4.3.0 can't open /var/spool/virus/quota.db: Permission denied")), 'system'],
    [
      'a scanner that says so',
      notice(`Scanned by the Acme Virus Scanner.\n\n<${reader}>: mailbox is full`),
      'mailbox_full',
    ],
  ];
  it.each(cases)('%s', async (_, message, category) => {
    expect(await readingOf(message)).toMatchObject({ category });
  });
});

describe('sentences of the standard give way to what follows them', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['550 Requested action not taken: mailbox unavailable. Sender is on our block list', 'blocklist'],
    ['550 Requested action not taken: mailbox unavailable (spam detected)', 'spam'],
    ['550 mailbox unavailable: SPF check failed', 'auth_failure'],
    ['554 Transaction failed: virus found', 'content'],
    ['550 Requested action not taken: mailbox name not allowed; relaying denied', 'relay_denied'],
    ['451 Requested action aborted: local error in processing: greylisted', 'rate_limited'],
    ['550 Requested mail action aborted: exceeded storage allocation', 'mailbox_full'],
    ['421 Service not available, closing transmission channel: too many connections', 'rate_limited'],
    ['550 mailbox unavailable, access denied by policy', 'policy'],
    ['550 Requested action not taken: no such user', 'invalid_recipient'],
    ['550 Requested action not taken: account disabled', 'disabled'],
    ['554 Transaction failed, no reverse DNS for 192.0.2.7', 'sender_config'],
  ];
  it.each(cases)('%s', async (reply, category) => {
    expect(await readingOf(dsn(refused(reply)))).toMatchObject({ category });
  });
});

describe('forms that are bent', () => {
  const gone = ['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user'];
  const to = (recipient: string) => dsn([`Final-Recipient: ${recipient}`, ...gone]);
  const forms: readonly Case[] = [
    ['blank lines before the header', `\r\n\n \r\n${to(`rfc822; ${reader}`)}`],
    ['a comment', to(`rfc822; ${reader} (Ines, of the reading circle)`)],
    ['two comments', to(`rfc822; <${reader}> (one) (two)`)],
    ['a doubled type', to(`rfc822; rfc822; ${reader}`)],
    ['another type before it', to(`smtp;rfc822;${reader}`)],
    ['brackets', to(`RFC822;<${reader}>`)],
    [
      'no end of the last line',
      dsn(
        [...gone, `Final-Recipient: rfc822; ${reader}`, `X-Actual-Recipient: rfc822; ${reader}`],
        'It failed.',
        '',
      ),
    ],
    [
      'xtext of RFC 6533',
      to(`utf-8; \\x{69}nes@lectora.example`).replace(
        'message/delivery-status',
        'message/global-delivery-status',
      ),
    ],
    ['another order of fields', dsn([...gone, `Original-Recipient: rfc822;${reader}`])],
  ];
  it.each(forms)('%s', async (_, message) => {
    expect(await readingOf(message)).toMatchObject({
      category: 'invalid_recipient',
      counts: 'at-once',
      recipients: reader,
    });
  });

  it('UTF-8 in a global report', async () => {
    const message = to('utf-8; θεία@παράδειγμα.example').replace(
      'message/delivery-status',
      'message/global-delivery-status',
    );
    expect(await readingOf(message)).toMatchObject({
      counts: 'at-once',
      recipients: 'θεία@παράδειγμα.example',
    });
  });

  it.each(['delivered', 'relayed', 'expanded', 'deliverable', 'queued'])(
    'success with the action %s',
    async (action) => {
      const message = dsn([`Final-Recipient: rfc822; ${reader}`, `Action: ${action}`, 'Status: 2.1.5']);
      expect(await readingOf(message)).toMatchObject({ category: 'delivered', counts: 'never' });
    },
  );
});

describe('what broke between servers is the network', () => {
  const texts = [
    'Connection shut down by the remote mail server',
    'lost connection with mx.lectora.example while sending end of data',
    'Error: Too many failures (Tried all MXs)',
    'EOF from mx.lectora.example',
    'connect to mx.lectora.example[192.0.2.30]:25: Connection refused',
    'Remote host closed the connection in response to the initial greeting',
    'Network is unreachable',
    'conversation with mx.lectora.example timed out while receiving the initial server greeting',
    'delivery temporarily suspended: connect to mx.lectora.example[192.0.2.30]:25: No route to host',
    'Network connection reset by peer',
    'read error from mx.lectora.example',
    'Connection died. (#4.4.2)',
  ];
  it.each(texts)('%s', async (text) => {
    const { category, counts } = await readingOf(notice(`<${reader}>: ${text}`));
    expect(['network', 'timeout', 'system']).toContain(category);
    expect(counts).toMatch(/soft|never/);
  });
});

describe('a disposition of an automatic action is a filter, no opening', () => {
  const mdn = (text: string, disposition: string) =>
    [
      'Return-Path: <>',
      'From: Postmaster <postmaster@lectora.example>',
      `To: ${returnPath}`,
      'Subject: Message',
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=disposition-notification; boundary="=m"',
      '',
      '--=m',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '--=m',
      'Content-Type: message/disposition-notification',
      '',
      'Reporting-UA: mx.lectora.example',
      `Final-Recipient: rfc822; ${reader}`,
      `Disposition: ${disposition}`,
      '',
      '--=m--',
      '',
    ].join('\r\n');
  const cases: readonly (readonly [string, string, string])[] = [
    ['no newsletters, please', 'automatic-action/MDN-sent-automatically; deleted', 'recipient_refused'],
    ['Ich möchte das nicht', 'automatic-action/MDN-sent-automatically; deleted', 'recipient_refused'],
    [
      'Rejected by a rule of the recipient',
      'automatic-action/MDN-sent-automatically;deleted',
      'recipient_refused',
    ],
    ['The mailbox is over quota', 'automatic-action/MDN-sent-automatically; deleted', 'mailbox_full'],
    [
      'Quota exceeded (mailbox for user is full)',
      'automatic-action/MDN-sent-automatically; deleted/error',
      'mailbox_full',
    ],
    ['It was read', 'manual-action/MDN-sent-manually; displayed', 'read_receipt'],
    ['It was deleted unread', 'manual-action/MDN-sent-manually; deleted', 'read_receipt'],
    ['It was passed on', 'automatic-action/MDN-sent-automatically; dispatched', 'read_receipt'],
  ];
  it.each(cases)('%s, %s', async (text, disposition, category) => {
    const reading = await readingOf(mdn(text, disposition));
    expect(reading).toMatchObject({ category });
    expect(reading.counts).not.toBe('at-once');
  });
});
