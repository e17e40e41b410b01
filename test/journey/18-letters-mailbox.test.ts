import { ImapFlow } from 'imapflow';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOrInstallDovecot } from '../setup/find-dovecot.ts';
import { type Dovecot, startDovecot } from '../setup/start-dovecot.ts';
import { until } from '../setup/until.ts';
import { type Inbox, openInbox, parseMail } from './inbox.ts';
import { type Newsletter, newsletter } from './newsletter.ts';

const editor = 'ada@lamplighter.example';
const letters = 12;

let gazette: Newsletter;
let relay: Inbox;
let dovecot: Dovecot;
let env: Record<string, string>;

beforeEach(async () => {
  gazette = await newsletter('postgres');
  gazette.configure(`replyTo: ${editor}\nforwardLetters: true\n`);
  // The relay takes a moment after the final dot, which is when a kill leaves a message in doubt.
  relay = await openInbox({ answerAfterMs: 40 });
  dovecot = await startDovecot(findOrInstallDovecot());
  env = {
    SMTP_URL: relay.url,
    BOUNCE_MAILBOX_URL: `imap://bounces:sesame@127.0.0.1:${dovecot.port}/INBOX`,
  };
  await gazette.run(['send', '--issue', '10', '--yes', '--json'], env);
});
afterEach(async () => {
  await gazette.remove();
  await dovecot.stop();
  await relay.close();
});

async function withMailbox<Result>(act: (client: ImapFlow) => Promise<Result>): Promise<Result> {
  const auth = { user: 'bounces', pass: 'sesame' };
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.port,
    doSTARTTLS: false,
    auth,
    logger: false,
  });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout();
  }
}

const write = (from: number, to: number) =>
  withMailbox(async (client) => {
    for (let n = from; n < to; n += 1) {
      const fields = [`From: Ines <ines${n}@reader.example>`, 'To: letters@lamplighter.example'];
      await client.append('INBOX', [...fields, `Subject: Letter ${n}`, '', 'Grüße!', ''].join('\r\n'));
    }
  });

const folders = () =>
  withMailbox(async (client) => {
    const counts: Record<string, number> = {};
    for (const { path } of await client.list()) {
      await client.mailboxOpen(path);
      const found = await client.search({ deleted: false }, { uid: true });
      counts[path] = found ? found.length : 0;
    }
    return counts;
  });

/** The subjects that the editor was sent, as the relay took them. */
async function received(): Promise<string[]> {
  const mails = relay.mails.filter(({ recipient }) => recipient === editor);
  const parsed = await Promise.all(mails.map(({ raw }) => parseMail(raw)));
  return parsed.map(({ subject = '' }) => subject).sort();
}

const got = () => relay.mails.filter(({ recipient }) => recipient === editor).length;

async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: gazette.databaseUrl ?? '' });
  await client.connect();
  try {
    await client.query('set search_path to pennypost');
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** As half a minute would. */
const freeWhatWasHeld = () => query(`update worker set alive_until = now() - interval '1 second'`);

describe('letters in a mailbox', () => {
  it('reach the editor once each by `bounces fetch` and by `serve --imap`, and stay in a folder', async () => {
    await write(0, 2);
    const fetched = await gazette.run(['bounces', 'fetch'], env);
    expect([fetched.code, fetched.err]).toEqual([0, expect.stringContaining('2 reports: 2 forwarded')]);
    expect(await received()).toEqual(['Fwd: Letter 0', 'Fwd: Letter 1']);
    expect(await folders()).toMatchObject({ INBOX: 0 });

    const serving = gazette.start(['serve', '--port', '0', '--imap'], env);
    await serving.said(/Answering/);
    await write(2, 4);
    await until(() => got() === 4);
    await serving.stop();
    expect(await received()).toEqual([0, 1, 2, 3].map((n) => `Fwd: Letter ${n}`));
    expect((await folders())['INBOX']).toBe(0);
  });

  it('are not lost and do not go twice, whatever is killed and when', async () => {
    await write(0, letters);
    /** Kills one that does the work when something has come to pass. */
    const killed = async (args: readonly string[], isTime: () => boolean | Promise<boolean>) => {
      const running = gazette.startProcess(args, env);
      await until(isTime);
      running.child.kill('SIGKILL');
      await running.ended;
    };
    const taken = async () =>
      (await query<{ n: number }>(`select count(*)::int as n from feedback_event`))[0]?.n ?? 0;
    // Amid the taking, so that a letter is in the ledger and not yet filed; amid the delivery, while the relay answers.
    await killed(['bounces', 'fetch'], async () => (await taken()) >= 3);
    await killed(['bounces', 'fetch'], async () => (await taken()) >= 8);
    await freeWhatWasHeld();
    await killed(['bounces', 'fetch'], () => got() >= 2);
    await freeWhatWasHeld();
    await killed(['serve', '--port', '0', '--imap'], () => got() >= 5);
    await freeWhatWasHeld();
    const last = await gazette.run(['bounces', 'fetch'], env);
    expect(last.code).toBe(0);

    const states = await query<{ state: string; n: number }>(
      `select state, count(*)::int as n from delivery where is_notice group by state`,
    );
    const count = (wanted: string) => states.find(({ state }) => state === wanted)?.n ?? 0;
    // Each is one notice, delivered or in doubt: those alone whose final dot was out when a process was killed.
    expect([count('accepted') + count('in_doubt'), states.length <= 2]).toEqual([letters, true]);
    expect(count('in_doubt')).toBeLessThanOrEqual(4);
    const subjects = await received();
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects.length).toBeGreaterThanOrEqual(count('accepted'));
    expect((await folders())['INBOX']).toBe(0);
    const kept = Object.values(await folders()).reduce((sum, n) => sum + n, 0);
    expect(kept).toBe(letters);
  });
});
