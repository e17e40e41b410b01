import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedRelay, scriptedRelay } from '../delivery/scripted-relay.ts';
import { RawClient } from '../feedback/inbound/raw-client.ts';
import { header, parseMail } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

const login = 'letters@lamplighter.example';
const fixed = `returnPath: ${login}\n`;

/** What came back of a message, as a mail system gives it, made up for this test. */
const copyOf = (reader: number, messageId: string) => [
  `From: The Lamplighter <${login}>`,
  `To: reader${reader}@example.com`,
  `Message-ID: ${messageId}`,
  'Subject: The Lamplighter 10',
];

function report(reader: number, messageId: string): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.com>',
    `To: ${login}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"',
    '',
    '--=_part',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--=_part',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    '',
    `Final-Recipient: rfc822; reader${reader}@example.com`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 No such user here',
    '--=_part',
    'Content-Type: text/rfc822-headers',
    '',
    ...copyOf(reader, messageId),
    '',
    '--=_part--',
    '',
  ].join('\r\n');
}

/** Without a part for machines, and with the header of what comes back in its text, the way to leave and all. */
function notice(reader: number, messageId: string, more: readonly string[] = []): string {
  return [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example.com',
    `To: ${login}`,
    `Subject: failure notice`,
    '',
    'Hi. This is the mail system at mx.example.com. I was not able to deliver your message.',
    '',
    `<reader${reader}@example.com>:`,
    '550 5.1.1 No such user here',
    '',
    '--- Below this line is a copy of the message.',
    '',
    ...copyOf(reader, messageId),
    ...more,
    '',
  ].join('\r\n');
}

function letter(reader: number, messageId: string): string {
  return [
    `From: Reader <reader${reader}@example.com>`,
    `To: The Lamplighter <${login}>`,
    'Subject: Re: The Lamplighter 10',
    `In-Reply-To: ${messageId}`,
    '',
    'My old address says 550 5.1.1 No such user here, so I write from this one.',
    '',
    `> Message-ID: ${messageId}`,
    '> Good evening.',
    '',
  ].join('\r\n');
}

let gazette: Newsletter;
let relay: ScriptedRelay;

beforeEach(async () => {
  gazette = await newsletter('postgres');
});
afterEach(async () => {
  await relay.close();
  await gazette.remove();
});

const send = () => gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
const senders = () => [...new Set(relay.commands.filter((line) => line.startsWith('MAIL')))];

describe('one return path for all deliveries', () => {
  let ids: readonly string[];
  let listUnsubscribe: string;

  beforeEach(async () => {
    gazette.configure(`${fixed}unsubscribeMailbox: ${login}\n`);
    relay = await scriptedRelay({});
    expect(account(await send())).toMatchObject({ audience: 3, accepted: 3 });
    const mails = await Promise.all(relay.messages.map((text) => parseMail(Buffer.from(text, 'latin1'))));
    const of = (reader: number) => mails.find(({ to }) => to?.[0]?.address === `reader${reader}@example.com`);
    ids = [0, 1, 2].map((reader) => of(reader)?.messageId ?? '');
    listUnsubscribe = mails[1] ? (header(mails[1], 'list-unsubscribe') ?? '') : '';
  });

  const take = async (message: string, ...more: string[]) => {
    const { out } = await gazette.run(['bounces', 'process', '--json', ...more, '-'], {}, message);
    return JSON.parse(out).results[0] as { became: string; address: string | null; why: string };
  };

  it('is said to the relay, and what comes back is for the reader whom Message-ID and recipient name', async () => {
    expect(senders()).toEqual([`MAIL FROM:<${login}>`]);
    // No other address of that domain need be read.
    expect(listUnsubscribe).toMatch(/<mailto:letters@lamplighter\.example\?subject=unsubscribe%20[\w-]{40}>/);

    const reader0 = 'reader0@example.com';
    expect(await take(report(0, ids[0] ?? ''))).toMatchObject({ became: 'suppressed', address: reader0 });
    const inText = notice(1, ids[1] ?? '', [`List-Unsubscribe: ${listUnsubscribe}`]);
    const reader1 = 'reader1@example.com';
    expect(await take(inText)).toMatchObject({ became: 'counted', address: reader1 });
    expect((await take(letter(2, ids[2] ?? ''))).became).not.toMatch(/suppressed|counted|unsubscribed/);
    // Everybody who was given the message can name it; the report names another.
    const ofOther = report(9, ids[2] ?? '');
    expect(await take(ofOther)).toMatchObject({ became: 'counted' });

    const { out } = await gazette.run(['reader', reader1]);
    expect(out).not.toMatch(/suppressed|unsubscribed/);
  });

  it('takes mail over SMTP, where a letter is refused and who leaves by its subject has left', async () => {
    const running = gazette.start(['serve', '--port', '0', '--smtp', '0']);
    const [, port = ''] = await running.said(/comes back to letters@lamplighter\.example at smtp:\S+:(\d+)/);
    const deliver = async (message: string) => {
      const client = await RawClient.dial(Number(port));
      const reply = await client.deliver(login, message);
      client.hangUp();
      return reply;
    };
    expect(await deliver(notice(1, ids[1] ?? ''))).toMatch(/^250 /);
    await running.said(/counted {2}reader1@example\.com/);
    expect(await deliver('From: a@example.com\r\nSubject: Thanks\r\n\r\nThank you.\r\n')).toMatch(/^550 /);
    const mailto = new URL(/<(mailto:[^>]+)>/.exec(listUnsubscribe)?.[1] ?? '');
    const subject = mailto.searchParams.get('subject');
    expect(await deliver(`From: a@example.com\r\nSubject: ${subject}\r\n\r\n\r\n`)).toMatch(/^250 /);
    await running.said(/unsubscribed {2}reader\d@example\.com/);
    await running.stop();
  });
});

describe('a relay that lets a login send as its own address only', () => {
  it('pauses at RCPT with the setting that mends it, with which the same send goes on', async () => {
    relay = await scriptedRelay({
      rcpt: () => {
        const [, sender = ''] =
          /<(.*)>/.exec(relay.commands.findLast((line) => line.startsWith('MAIL')) ?? '') ?? [];
        return sender === login
          ? '250 2.1.5 ok'
          : `553 5.7.1 <${sender}>: Sender address rejected: not owned by user letters`;
      },
      // Without it each MAIL is followed by its own RCPT.
      ehlo: '250 relay.example',
    });
    const first = await send();
    expect(account(first)).toMatchObject({ state: 'paused', pausedBy: 'fault', accepted: 0, failed: 0 });
    expect(first.err).toMatch(/own address only: set that address as returnPath in pennypost\.yaml/);

    gazette.configure(fixed);
    expect(account(await send())).toMatchObject({ state: 'done', accepted: 3, failed: 0 });
  });
});
