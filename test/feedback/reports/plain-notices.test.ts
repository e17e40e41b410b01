import { expect, it } from 'vitest';
import { classifyMessage } from '../../../src/feedback/reports/classify-message.ts';
import { mimeReader } from '../../../src/mail/mime/read-mime-worker.ts';

/** Notices without a report for machines, as mail systems write them in their own words and languages. */

const readMime = mimeReader();
const reader = 'ada@reader.example';

const message = (from: string, subject: string, lines: readonly string[]): Buffer =>
  Buffer.from(
    [
      `From: ${from}`,
      'To: b+1.2.k@news.example',
      `Subject: ${subject}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      ...lines,
      '',
    ].join('\r\n'),
  );

const postmaster = 'postmaster@reader.example';
const daemon = 'Mail Delivery Subsystem <MAILER-DAEMON@mx.example>';
const exchange: readonly (readonly [string, string, string])[] = [
  [
    'Unzustellbar: Brief',
    'Fehler bei der Nachrichtenzustellung an folgende Empfänger:',
    'Die eingegebene Adresse konnte nicht gefunden werden.',
  ],
  [
    'Non remis : Lettre',
    'Échec de la remise aux destinataires suivants :',
    "L'adresse de messagerie que vous avez entrée est introuvable.",
  ],
  [
    'No se puede entregar: Carta',
    'No se pudo entregar a estos destinatarios:',
    'No se encontró la dirección de correo que especificó.',
  ],
  [
    'Non recapitabile: Lettera',
    'Impossibile recapitare il messaggio ai destinatari:',
    "L'indirizzo di posta immesso non è stato trovato.",
  ],
  [
    'Não entregue: Carta',
    'Falha na entrega a estes destinatários:',
    'O endereço de email inserido não foi encontrado.',
  ],
  [
    'Onbestelbaar: Brief',
    'Bezorging aan de volgende geadresseerden is mislukt:',
    'Het adres dat u hebt opgegeven, kan niet worden gevonden.',
  ],
  [
    'Olevererbart: Brev',
    'Leveransen misslyckades till följande mottagare:',
    'E-postadressen som du angav hittades inte.',
  ],
  [
    'Kan ikke leveres: Brev',
    'Levering til disse modtagere mislykkedes:',
    'Den e-mailadresse, du angav, blev ikke fundet.',
  ],
  [
    'Nie można dostarczyć: List',
    'Nie można dostarczyć wiadomości do adresatów:',
    'Nie znaleziono wprowadzonego adresu e-mail.',
  ],
  ['Nedoručitelné: Dopis', 'Doručení těmto příjemcům se nezdařilo:', 'Zadaná adresa neexistuje.'],
  ['Teslim edilemedi: Mektup', 'Bu alıcılara teslim edilemedi:', 'Girdiğiniz e-posta adresi bulunamadı.'],
  [
    'Недоставлено: Письмо',
    'Не удалось доставить сообщение получателям:',
    'Указанный адрес электронной почты не найден.',
  ],
  [
    '配信不能: 手紙',
    '次の受信者への配信に失敗しました:',
    '入力した電子メール アドレスが見つかりませんでした。',
  ],
  ['未送达: 信', '无法将邮件传递给以下收件人:', '收件人不存在。'],
  [
    '배달되지 않음: 편지',
    '다음 받는 사람에게 배달하지 못했습니다.',
    '입력한 전자 메일 주소를 찾을 수 없습니다.',
  ],
];

it.each(exchange)('reads Exchange in the language of "%s"', async (subject, introduction, reason) => {
  const notice = message(postmaster, subject, [introduction, '', reader, reason]);
  expect(await classifyMessage(notice, readMime)).toMatchObject({
    kind: 'hard',
    category: 'invalid_recipient',
    recipients: [reader],
  });
});

it.each([
  [
    'Courier',
    'NOTICE: mail delivery status.',
    [
      'Your message to the following recipients cannot be delivered:',
      '',
      `<${reader}>:`,
      '    mx.reader.example [192.0.2.9]:',
      `>>> RCPT TO:<${reader}>`,
      '<<< 550 5.1.1 unknown user',
    ],
    'hard',
    'invalid_recipient',
  ],
  [
    'James',
    'Re: Weekly',
    [
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      '',
      'Failed recipient(s):',
      reader,
      '',
      'Error message:',
      '550 5.1.1 No such user',
    ],
    'hard',
    'invalid_recipient',
  ],
  [
    'MailEnable',
    'Message Delivery Failure',
    [
      'The following recipient(s) could not be reached:',
      '',
      `\tRecipient: [SMTP:${reader}]`,
      '\tReason: the domain name (nosuch.example) does not appear to be registered.',
    ],
    'hard',
    'invalid_domain',
  ],
  [
    'OpenSMTPD',
    'Delivery status notification: error',
    [
      'An error has occurred while attempting to deliver a message for',
      'the following list of recipients:',
      '',
      `${reader}: 550 5.1.1 <${reader}>: Recipient address rejected: User unknown`,
    ],
    'hard',
    'invalid_recipient',
  ],
  [
    'Gmail',
    'Delivery Status Notification (Failure)',
    [
      `Your message wasn't delivered to ${reader} because the address couldn't be found, or is unable to receive mail.`,
    ],
    'hard',
    'invalid_recipient',
  ],
  [
    'Domino',
    'DELIVERY FAILURE: User ada not listed in Domino Directory',
    [
      'was not delivered to:',
      '',
      `  ${reader}`,
      '',
      'because:',
      '',
      `  User ada (${reader}) not listed in Domino Directory`,
    ],
    'hard',
    'invalid_recipient',
  ],
  [
    'MDaemon',
    'Permanent Delivery Failure',
    [
      `Failed address: ${reader}`,
      '',
      '--- Session Transcript ---',
      ` --> RCPT To:<${reader}>`,
      ` <-- 550 <${reader}>, Recipient unknown`,
    ],
    'hard',
    'invalid_recipient',
  ],
  [
    'QQ',
    '系统退信',
    ['抱歉，您的邮件被退回来了……', `收件人：${reader}`, '退信原因： 收件人邮箱不存在，邮件无法送达。'],
    'hard',
    'invalid_recipient',
  ],
  [
    'Netscape',
    'Mail System Error - Returned Mail',
    [
      'Your message was not delivered because the destination computer was',
      'not found.',
      '',
      '   Host nosuch.example not found',
      '',
      'The following recipients did not receive this message:',
      '',
      `     <${reader}>`,
    ],
    'hard',
    'invalid_domain',
  ],
  ['IMail', 'Undeliverable Mail', [`User mailbox exceeds allowed size: ${reader}`], 'soft', 'mailbox_full'],
  [
    'Exim',
    'Mail failure - malformed recipient address',
    [
      'contained one or more recipient addresses that were incorrectly constructed:',
      '',
      `  old@reader.example <${reader}>: malformed address: <${reader}> may not follow old@reader.example`,
    ],
    'soft',
    'system',
  ],
] as const)('reads the notice of %s', async (_, subject, lines, kind, category) => {
  expect(await classifyMessage(message(daemon, subject, lines), readMime)).toMatchObject({
    kind,
    category,
    recipients: [reader],
  });
});

it.each([
  'Automatic reply: Weekly news',
  'Abwesenheitsnotiz: Wochenbrief',
  'Réponse automatique : Lettre',
  'Respuesta automática: Carta',
  'Risposta automatica: Lettera',
  'Resposta automática: Carta',
  'Automatisch antwoord: Brief',
  'Autosvar: Brev',
  'Automaattinen vastaus: Kirje',
  'Automatyczna odpowiedź: List',
  'Automatická odpověď: Dopis',
  'Automatikus válasz: Levél',
  'Otomatik yanıt: Mektup',
  'Αυτόματη απάντηση: Γράμμα',
  'Автоматический ответ: Письмо',
  '自動応答: 手紙',
  '自动回复: 信',
  '자동 회신: 편지',
])('knows the automatic reply "%s"', async (subject) => {
  const reply = message(`Ada <${reader}>`, subject, ['…']);
  expect(await classifyMessage(reply, readMime)).toMatchObject({ kind: 'autoreply', recipients: [reader] });
});

it('looks for its reader in the source where the text names nobody but the sender of what it returns', async () => {
  const notice = [
    'From: MAILER-DAEMON@mx.example',
    'To: b+1.2.k@news.example',
    'Subject: failure notice',
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: application/octet-stream; name=details',
    '',
    `<${reader}>: host mx.reader.example said: 550 5.1.1 User unknown`,
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    'Could not deliver the mail that news@gazette.example sent. Details are attached.',
    '',
    'Received: from relay.gazette.example',
    'Message-ID: <1@gazette.example>',
    'From: news@gazette.example',
    '',
    '--x--',
    '',
  ];
  const report = await classifyMessage(Buffer.from(notice.join('\r\n')), readMime);
  expect(report.recipients).toEqual([reader]);
});
