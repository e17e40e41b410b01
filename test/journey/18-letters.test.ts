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

/** And what answers for them while they are away, with a mark or by its first words alone. */
const absences: readonly (readonly [reader: string, subject: string, mark: string])[] = [
  ['ines', 'Respuesta automática: El Farolero 10', 'Auto-Submitted: auto-replied'],
  ['jonas', 'Abwesenheitsnotiz: Der Laternenanzünder', 'X-Autoreply: yes'],
  ['chloe', 'Réponse automatique : Le Lampiste', 'Precedence: auto_reply'],
  ['haruka', '自動応答: 点灯夫 10', 'Auto-Submitted: auto-replied'],
  ['mina', '자동 회신: 점등인 10', 'X-Spam-Level: *'],
  ['olga', 'Автоответ: Фонарщик 10', 'X-Spam-Level: *'],
  ['bea', 'Out of office: The Lamplighter 10', 'X-Spam-Level: *'],
  ['luca', 'Risposta automatica: Il Lampionaio', 'X-Spam-Level: *'],
];
const away = 'I am away until Monday. This mailbox is not read, and the user is no longer available.';

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

it('takes nobody off for what they answer, nor for what answers while they are away, in eight languages', async () => {
  const sent = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
  expect(account(sent)).toMatchObject({ accepted: letters.length });

  const messages = await Promise.all(
    relay.mails.map(async ({ recipient, raw, returnPath }) => {
      const messageId = header(await parseMail(raw), 'message-id') ?? '';
      const isFrom = ([name]: readonly [string, string, string]) => recipient.startsWith(`${name}@`);
      const [, subject = '', text = ''] = letters.find(isFrom) ?? [];
      const [, absence = '', mark = ''] = absences.find(isFrom) ?? [];
      const answering = `In-Reply-To: ${messageId}`;
      return {
        letter: written(recipient, `<${recipient}>`, subject, [answering], `${text}\n\n> ${returnPath}`),
        // To the return path, as RFC 3834 section 4 has it, and to whoever wrote, as many do.
        away: [returnPath, 'letters@lamplighter.example'].map((to, n) =>
          written(
            recipient,
            '<>',
            absence,
            [answering, `Delivered-To: ${to}`, `Date: ${new Date(1.79e12 + 1_000 * n).toUTCString()}`, mark],
            away,
          ),
        ),
      };
    }),
  );
  const answers = await takeAll(messages.map(({ letter }) => letter));
  expect(answers).toHaveLength(letters.length);
  for (const result of answers) expect(result).toMatchObject({ became: 'noted', category: 'not_feedback' });
  const automatic = await takeAll(messages.flatMap((one) => one.away));
  expect(automatic).toHaveLength(2 * absences.length);
  for (const result of automatic) expect(result).toMatchObject({ became: 'noted', category: 'auto_reply' });

  gazette.write('issues/011-next.md', '---\ntitle: Next\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n');
  const next = await gazette.run(['send', '--issue', '11', '--yes', '--json'], { SMTP_URL: relay.url });
  expect(account(next)).toMatchObject({ audience: letters.length, accepted: letters.length });
});

/** A message in an mbox file. */
function written(from: string, path: string, subject: string, more: readonly string[], text: string): string {
  return [
    'From MAILER-DAEMON Fri Nov 20 16:00:00 2026',
    `Return-Path: ${path}`,
    `From: ${from}`,
    'To: letters@lamplighter.example',
    `Subject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
    ...more,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
    '',
  ].join('\n');
}

async function takeAll(messages: readonly string[]): Promise<{ became: string; category: string }[]> {
  const processed = await gazette.run(['bounces', 'process', '--json', '-'], {}, messages.join(''));
  expect(processed.code).toBe(0);
  const lines = processed.out.trim().split('\n');
  return lines.flatMap((line) => JSON.parse(line).results as { became: string; category: string }[]);
}
