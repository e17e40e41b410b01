import { ImapFlow } from 'imapflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawClient } from '../feedback/inbound/raw-client.ts';
import { dsn, failed } from '../feedback/returned-mail.ts';
import { findOrInstallDovecot } from '../setup/find-dovecot.ts';
import { type Dovecot, startDovecot } from '../setup/start-dovecot.ts';
import { header, type Inbox, openInbox, parseMail, type ReceivedMail } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

let gazette: Newsletter;
let inbox: Inbox;

afterEach(async () => {
  await gazette.remove();
  await inbox.close();
});

async function sendTen(backend: 'embedded' | 'postgres'): Promise<void> {
  gazette = await newsletter(backend);
  gazette.configure('unsubscribeMailbox: unsubscribe@bounces.lamplighter.example\n');
  inbox = await openInbox();
  const sent = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
  expect(account(sent)).toMatchObject({ audience: 3, accepted: 3 });
}

function mailOf(reader: number): ReceivedMail {
  const mail = inbox.mails.find(({ recipient }) => recipient === `reader${reader}@example.com`);
  if (!mail) throw new Error(`reader${reader} got nothing`);
  return mail;
}

const gone = (reader: number) =>
  dsn({ fields: failed('550 5.1.1 No such user here', '5.1.1', `reader${reader}@example.com`) });

/** What the mail program of a reader sends who leaves by the mailto form of List-Unsubscribe. */
async function leavingMail(reader: number): Promise<{ to: string; message: string }> {
  const list = header(await parseMail(mailOf(reader).raw), 'list-unsubscribe') ?? '';
  const mailto = new URL(/<(mailto:[^>]+)>/.exec(list)?.[1] ?? '');
  const subject = mailto.searchParams.get('subject');
  const from = `From: reader${reader}@example.com`;
  return {
    to: mailto.pathname,
    message: `${from}\r\nTo: ${mailto.pathname}\r\nSubject: ${subject}\r\n\r\n\r\n`,
  };
}

async function planOfEleven(): Promise<string> {
  gazette.write(
    'issues/011-next.md',
    '---\ntitle: The Lamplighter 11\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n',
  );
  return (await gazette.run(['send', '--issue', '11', '--dry-run'])).out;
}

describe.each(['embedded', 'postgres'] as const)('mail that comes back over SMTP, %s', (backend) => {
  beforeEach(() => sendTen(backend));

  it('is recorded and acted on; what is not ours is refused at the door', async () => {
    const running = gazette.start(['serve', '--port', '0', '--smtp', '0']);
    const [, port = ''] = await running.said(/smtp:\/\/127\.0\.0\.1:(\d+)/);
    const deliver = async (to: string, message: string) => {
      const client = await RawClient.dial(Number(port));
      const reply = await client.deliver(to, message);
      client.hangUp();
      return reply;
    };
    const [first, second] = [mailOf(0).returnPath, mailOf(1).returnPath];
    expect(await deliver(first, gone(0))).toMatch(/^250 /);
    await running.said(/suppressed {2}reader0@example\.com {2}invalid_recipient/);
    expect(await deliver(first.toUpperCase(), gone(0))).toMatch(/^250 /);
    await running.said(/repeated {2}reader0@example\.com/);

    const forged = second.replace(/.(?=@)/, (last) => (last === 'a' ? 'b' : 'a'));
    for (const stranger of [forged, 'reader1@example.com', 'root@bounces.lamplighter.example'])
      expect(await deliver(stranger, gone(1))).toMatch(/^550 5\.1\.1 /);

    const { to, message } = await leavingMail(2);
    expect(await deliver(to, message)).toMatch(/^250 /);
    await running.said(/unsubscribed {2}reader2@example\.com/);
    expect((await running.stop()).code).toBe(0);

    const plan = await planOfEleven();
    expect(plan).toMatch(/^skip +reader0@example\.com +mail to this address came back for good/m);
    expect(plan).toMatch(/^skip +reader2@example\.com +unsubscribed/m);
    expect(plan).toMatch(/^send +reader1@example\.com$/m);
  });
});

describe('mail that comes back into a mailbox', () => {
  let dovecot: Dovecot;
  beforeEach(async () => {
    await sendTen('postgres');
    dovecot = await startDovecot(findOrInstallDovecot());
  });
  afterEach(() => dovecot.stop());

  const url = (password = 'sesame') => `imap://bounces:${password}@127.0.0.1:${dovecot.port}/INBOX`;
  const append = async (reader: number) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: dovecot.port,
      doSTARTTLS: false,
      auth: { user: 'bounces', pass: 'sesame' },
      logger: false,
    });
    await client.connect();
    await client.append('INBOX', `Delivered-To: ${mailOf(reader).returnPath}\r\n${gone(reader)}`);
    await client.logout();
  };

  it('is fetched once, and taken as it comes', async () => {
    const env = { BOUNCE_MAILBOX_URL: url() };
    await append(0);
    const fetched = await gazette.run(['bounces', 'fetch'], env);
    expect(fetched).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^suppressed +reader0@example\.com/),
    });
    expect(await gazette.run(['bounces', 'fetch'], env)).toMatchObject({
      code: 0,
      out: '',
      err: '0 reports: none\n',
    });

    const running = gazette.start(['serve', '--port', '0', '--imap'], env);
    await running.said(/Taking what comes into INBOX at 127\.0\.0\.1/);
    await append(1);
    await running.said(/suppressed {2}reader1@example\.com {2}invalid_recipient/);
    expect((await running.stop()).code).toBe(0);
    expect(await gazette.run(['bounces', 'fetch'], env)).toMatchObject({ code: 0, err: '0 reports: none\n' });
  });

  it('stays there while its key is not at hand, and counts once that is given back', async () => {
    await append(0);
    const env = { BOUNCE_MAILBOX_URL: url() };
    const others = { ...env, PENNYPOST_SECRET: 'another secret which is long enough as well' };
    for (const _ of [1, 2]) {
      const { code, err } = await gazette.run(['bounces', 'fetch'], others);
      expect(code).toBe(75);
      expect(err.match(/by a key that this database does not know/g)).toHaveLength(1);
      expect(err).toContain('0 reports: none; 1 left in the mailbox');
    }
    expect(await gazette.run(['bounces', 'fetch'], env)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^suppressed +reader0@example\.com/),
    });
  });

  it('is not had without a word of what to mend, and none of the password', async () => {
    expect(await gazette.run(['bounces', 'fetch'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('BOUNCE_MAILBOX_URL is not set'),
    });
    for (const [given, code, said] of [
      [url('wrong-one'), 1, 'refuses the login'],
      ['imaps://bounces:wrong-one@', 1, 'BOUNCE_MAILBOX_URL cannot be used: it needs the form imaps://'],
      ['imap://bounces:wrong-one@127.0.0.1:1', 75, 'is not to be had now (ECONNREFUSED)'],
    ] as const) {
      const ran = await gazette.run(['bounces', 'fetch'], { BOUNCE_MAILBOX_URL: given });
      expect(ran).toMatchObject({ code, err: expect.stringContaining(said) });
      expect(ran.out + ran.err).not.toContain('wrong-one');
    }
  });
});
