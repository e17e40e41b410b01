import { afterEach, beforeEach, expect, it } from 'vitest';
import { header, type Inbox, openInbox, parseMail } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

/** What readers write in answer to an issue: of the post, of deliveries that failed, of mailboxes that are full. */
const letters: readonly (readonly [reader: string, subject: string, text: string])[] = [
  ['ines', 'Re: La entrega no pudo ser', 'El buzón está lleno de cartas, y el usuario no existe. Gracias.'],
  [
    'jonas',
    'AW: Zustellung fehlgeschlagen',
    'Der Empfänger ist unbekannt, schreibt die Post. Konnte nicht lachen.',
  ],
  [
    'chloe',
    "Re: L'échec de la poste",
    "Cette adresse est inconnue, la boîte est pleine. Je n'ai pas pu lire.",
  ],
  ['haruka', 'Re: 配信エラー', '配信できませんでした、と郵便局は言いました。宛先が見つかりません。'],
  ['mina', 'Re: 배달 실패', '메일함이 가득 찼습니다. 사용자를 찾을 수 없습니다.'],
  ['olga', 'Re: Сообщение не доставлено', 'Пользователь не найден, ящик переполнен. Спасибо!'],
  [
    'bea',
    'Re: Undelivered mail returned to sender',
    'Mine says 550 5.1.1 user unknown. My mailbox is full of joy.',
  ],
  ['luca', 'Re: Mancata consegna', "Impossibile trovare l'indirizzo: la casella è piena."],
];

let gazette: Newsletter;
let relay: Inbox;

beforeEach(async () => {
  gazette = await newsletter('postgres');
  gazette.write(
    'subscribers/readers.csv',
    `email\n${letters.map(([reader]) => `${reader}@reader.example`).join('\n')}\n`,
  );
  relay = await openInbox();
});
afterEach(async () => {
  await relay.close();
  await gazette.remove();
});

it('takes nobody off for what they answer, in eight languages', async () => {
  const sent = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
  expect(account(sent)).toMatchObject({ accepted: letters.length });

  const answers = await Promise.all(
    relay.mails.map(async ({ recipient, raw, returnPath }) => {
      const messageId = header(await parseMail(raw), 'message-id') ?? '';
      const [reader, subject, text] = letters.find(([name]) => recipient.startsWith(`${name}@`)) ?? [];
      return [
        'From MAILER-DAEMON Fri Nov 20 16:00:00 2026',
        `Return-Path: <${recipient}>`,
        `From: ${reader} <${recipient}>`,
        'To: letters@lamplighter.example',
        `Subject: =?UTF-8?B?${Buffer.from(subject ?? '').toString('base64')}?=`,
        `In-Reply-To: ${messageId}`,
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        '',
        text,
        '',
        `> ${returnPath}`,
        '',
      ].join('\n');
    }),
  );
  const processed = await gazette.run(['bounces', 'process', '--json', '-'], {}, answers.join('\n'));
  expect(processed.code).toBe(0);
  const results = processed.out
    .trim()
    .split('\n')
    .flatMap((line) => JSON.parse(line).results as { became: string; category: string }[]);
  expect(results).toHaveLength(letters.length);
  for (const result of results) expect(result).toMatchObject({ became: 'noted', category: 'not_feedback' });

  gazette.write('issues/011-next.md', '---\ntitle: Next\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n');
  const next = await gazette.run(['send', '--issue', '11', '--yes', '--json'], { SMTP_URL: relay.url });
  expect(account(next)).toMatchObject({ audience: letters.length, accepted: letters.length });
});
