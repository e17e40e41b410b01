import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawClient } from '../feedback/inbound/raw-client.ts';
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

describe('where letters are passed on', () => {
  const settings = 'replyTo: ada@lamplighter.example\nforwardLetters: true\n';
  beforeEach(() => gazette.configure(settings));

  const letter = (text: string) =>
    written('Ines <ines@reader.example>', '<ines@reader.example>', 'Re: Die Laterne', [], text);

  /** What the editor got, or null. */
  async function passedOn() {
    const mail = relay.mails.find(({ recipient }) => recipient === 'ada@lamplighter.example');
    return mail ? { ...mail, parsed: await parseMail(mail.raw) } : null;
  }

  it('a letter that a pipe takes reaches the editor at once, once, to be answered', async () => {
    await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
    const before = relay.mails.length;
    const take = () => gazette.run(['bounces', 'process', '-'], { SMTP_URL: relay.url }, letter('Grüße!'));
    expect((await take()).out).toMatch(/^forwarded +- .*passed on to ada@lamplighter\.example/);
    const mail = await passedOn();
    expect(mail?.parsed).toMatchObject({
      subject: 'Fwd: Re: Die Laterne',
      from: { address: 'letters@lamplighter.example' },
      replyTo: [{ name: 'Ines', address: 'ines@reader.example' }],
    });
    expect(mail?.parsed.text).toContain('> Grüße!');
    expect(mail?.parsed.attachments[0]?.filename).toBe('letter.eml');
    expect(mail?.returnPath).toMatch(/@bounces\.lamplighter\.example$/);
    expect((await take()).out).toMatch(/^repeated /);
    // What comes round again is no letter.
    const again = `From MAILER-DAEMON Fri Nov 20 16:00:00 2026\n${mail?.raw.toString().replace(/\r\n/g, '\n')}\n`;
    const round = await gazette.run(['bounces', 'process', '-'], { SMTP_URL: relay.url }, again);
    expect(round.out).not.toMatch(/forwarded/);
    expect(relay.mails).toHaveLength(before + 1);

    gazette.write('issues/011-next.md', '---\ntitle: Next\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n');
    const next = await gazette.run(['send', '--issue', '11', '--yes', '--json'], { SMTP_URL: relay.url });
    expect(account(next)).toMatchObject({ audience: letters.length });
  });

  it('waits for whoever delivers next where there is no relay', async () => {
    await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
    const taken = await gazette.run(['bounces', 'process', '-'], {}, letter('Hello.'));
    expect(taken.err).toContain(
      'waits for the next `pennypost send`, `serve` or `work`: SMTP_URL is not set here.',
    );
    expect(await passedOn()).toBeNull();
    const serving = gazette.start(['serve', '--port', '0'], { SMTP_URL: relay.url });
    await serving.said(/Answering/);
    await expect.poll(passedOn, { timeout: 20_000 }).not.toBeNull();
    await serving.stop();
  });

  it('a letter to the mailbox of `serve --smtp` is taken, and refused where there were enough', async () => {
    gazette.configure(`${settings}unsubscribeMailbox: leave@bounces.lamplighter.example\n`);
    await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
    const serving = gazette.start(['serve', '--port', '0', '--smtp', '0'], { SMTP_URL: relay.url });
    const [, port = ''] = await serving.said(/smtp:\/\/127\.0\.0\.1:(\d+)/);
    const replies: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const client = await RawClient.dial(Number(port));
      const message = `From: ines@reader.example\r\nSubject: Post\r\n\r\nLetter ${n}.\r\n`;
      replies.push(await client.deliver('leave@bounces.lamplighter.example', message));
      client.hangUp();
    }
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '250', '250', '250', '550']);
    await expect.poll(passedOn, { timeout: 20_000 }).not.toBeNull();
    await serving.stop();
  });
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
