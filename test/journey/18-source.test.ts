import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { header, type Inbox, openInbox, parseMail, type ReceivedMail } from './inbox.ts';
import { account, type Newsletter, newsletter, readers, shortIssue } from './newsletter.ts';

const send = ['send', '10', '--yes', '--json'];
const issueFile = 'issues/010-wicks.md';
const newVersion = shortIssue.replace('cut straight', 'cut very straight');
const eleven = shortIssue.replaceAll('10', '11').replace('How to trim', 'How to light');

let gazette: Newsletter;
let inbox: Inbox;
let env: Record<string, string>;

beforeEach(async () => {
  inbox = await openInbox();
  env = { SMTP_URL: inbox.url };
});
afterEach(async () => {
  await gazette.remove();
  await inbox.close();
});

/** A send that was told to stop when some have it: how many. */
async function interrupted(audience: number): Promise<number> {
  await inbox.close();
  inbox = await openInbox({ answerAfterMs: 300 });
  env = { SMTP_URL: inbox.url };
  gazette.write('subscribers/readers.csv', readers(audience));
  const running = gazette.start(send, env);
  while (inbox.mails.length < 5) await wait(5);
  await running.stop();
  expect(inbox.mails.length).toBeLessThan(audience);
  return inbox.mails.length;
}

const subjectsOf = async (mails: readonly ReceivedMail[]) =>
  new Set(await Promise.all(mails.map(async ({ raw }) => (await parseMail(raw)).subject)));

const hasNewVersion = async ({ raw }: ReceivedMail) =>
  (await parseMail(raw)).text?.includes('cut very straight') ?? false;

/** What all readers share of a message, where their own addresses and links are taken out. */
async function shared({ raw, recipient }: ReceivedMail) {
  const mail = await parseMail(raw);
  const ownless = (text = '') =>
    text
      .replace(/https:\/\/letters\.lamplighter\.example\/[up]\/[\w.-]+/g, 'LINK')
      .replaceAll(recipient, 'READER');
  const boundary = /boundary="([^"]+)"/.exec(raw.toString())?.[1];
  return {
    boundary,
    from: header(mail, 'from'),
    subject: mail.subject,
    html: ownless(mail.html),
    text: ownless(mail.text),
  };
}

describe('a send that cannot begin', () => {
  it.each([
    [
      'a Redis that is away',
      { REDIS_URL: 'redis://127.0.0.1:1' },
      1,
      /REDIS_URL.*127\.0\.0\.1:1.*nothing listens/,
    ],
    ['a relay that is away', { SMTP_URL: 'smtp://127.0.0.1:1' }, 75, /127\.0\.0\.1:1.*Nothing was sent/],
  ])('for %s has not begun, and nothing of it goes out with the next', async (_name, broken, code, words) => {
    gazette = await newsletter('postgres');
    const ran = await gazette.run(send, { ...env, ...broken });
    expect([ran.code, ran.err]).toEqual([code, expect.stringMatching(words)]);
    expect((await gazette.run(['status', '--json'])).out.trim()).toBe('[]');
    gazette.write('issues/011-lamps.md', eleven);
    expect((await gazette.run(['send', '11', '--yes'], env)).code).toBe(0);
    expect([...(await subjectsOf(inbox.mails))]).toEqual(['The Lamplighter 11: oil & wicks']);
  });

  it('for a login that the relay refuses has not begun', async () => {
    await inbox.close();
    inbox = await openInbox({ login: { user: 'lamp', password: 'wick' } });
    gazette = await newsletter('postgres');
    const ran = await gazette.run(send, { SMTP_URL: inbox.url.replace('wick', 'wrong') });
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('Nothing was sent')]);
    expect((await gazette.run(['status', '--json'])).out.trim()).toBe('[]');
  });

  it('for a data folder that cannot be written to says which, and why', async () => {
    gazette = await newsletter('postgres');
    gazette.write('kept', 'a file');
    const ran = await gazette.run([...send, '--data', 'kept', '--catch']);
    expect([ran.code, ran.err]).toEqual([
      1,
      expect.stringMatching(/data folder .*kept cannot be written to.*file/),
    ]);
    expect(ran.err).not.toContain('should not');
    expect((await gazette.run(['status', '--json'])).out.trim()).toBe('[]');
  });
});

describe('an issue that was sent', () => {
  it('is not edited by another template, colour or setting, and goes to the new as it was', async () => {
    gazette = await newsletter('postgres');
    expect((await gazette.run(send, env)).code).toBe(0);
    gazette.configure('template: letter\ntheme:\n  light:\n    accent: "#aa3300"\n');
    gazette.write(issueFile, shortIssue.replaceAll('\n', '\r\n'));
    const again = await gazette.run(send, env);
    expect([again.code, again.err]).toEqual([5, expect.stringContaining('was already sent')]);
    gazette.write('subscribers/readers.csv', readers(5));
    expect(JSON.parse((await gazette.run(['status', '10', '--json'])).out)).toMatchObject({ edited: false });
    const dry = await gazette.run(['send', '10', '--dry-run', '--json', '--include-new']);
    expect(JSON.parse(dry.out)).toMatchObject({ wouldSend: 2, alreadySent: 3 });
    expect(dry.err).toMatch(/as it was rendered on/);
    expect(account(await gazette.run([...send, '--include-new'], env))).toMatchObject({ accepted: 5 });
    expect(inbox.mails).toHaveLength(5);
    const [first, ...others] = await Promise.all(inbox.mails.map(shared));
    for (const other of others) expect(other).toEqual(first);
  });

  it('and edited is refused with both ways on; the new version goes to everybody on that word alone', async () => {
    gazette = await newsletter('postgres');
    expect((await gazette.run(send, env)).code).toBe(0);
    gazette.write(issueFile, newVersion);
    expect(JSON.parse((await gazette.run(['status', '10', '--json'])).out)).toMatchObject({ edited: true });
    for (const more of [[], ['--include-new']]) {
      const refused = await gazette.run([...send, ...more], env);
      expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/edited.*restore.*--everybody/)]);
    }
    const late = await gazette.run([...send, '--correction'], env);
    expect([late.code, late.err]).toEqual([5, expect.stringContaining('--everybody')]);
    expect(inbox.mails).toHaveLength(3);
    gazette.write('subscribers/readers.csv', readers(5));
    const everybody = ['send', '10', '--everybody'];
    const asked = await gazette.run(everybody, env);
    expect([asked.code, asked.err]).toEqual([
      2,
      expect.stringMatching(/Recipients {2}5, of whom 3 have an earlier version/),
    ]);
    const dry = await gazette.run([...everybody, '--dry-run', '--json']);
    expect(JSON.parse(dry.out)).toMatchObject({ audience: 5, wouldSend: 5, alreadySent: 0, again: 3 });
    expect(account(await gazette.run([...everybody, '--yes', '--json'], env))).toMatchObject({ accepted: 5 });
    expect(inbox.mails).toHaveLength(8);
    expect((await gazette.run([...everybody, '--yes'], env)).code).toBe(5);
    expect(inbox.mails).toHaveLength(8);
    gazette.write(issueFile, `${newVersion}\nOne more line.\n`);
    const sends = (await gazette.run(['status', '10'])).out.split(/(?=^Issue 10, send)/m);
    expect(sends.map((send) => send.includes('edited since'))).toEqual([true, false]);
  });
});

describe.each(['embedded', 'postgres'] as const)('over %s, a send that was interrupted', (backend) => {
  it('gives those who are left the new version as a correction, and nobody both', async () => {
    gazette = await newsletter(backend);
    const audience = 30;
    const before = await interrupted(audience);
    gazette.write(issueFile, newVersion);
    const refused = await gazette.run(send, env);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/edited.*restore.*--correction/)]);
    const correct = ['send', '10', '--correction'];
    const asked = await gazette.run(correct, env);
    const left = audience - before;
    expect([asked.code, asked.err]).toEqual([
      2,
      expect.stringContaining(`${left} of ${audience} get the new version; ${before} have an earlier one`),
    ]);
    const ran = await gazette.run([...correct, '--yes', '--json'], env);
    expect(account(ran)).toMatchObject({ audience, accepted: audience, state: 'done' });
    expect(new Set(inbox.mails.map(({ recipient }) => recipient)).size).toBe(audience);
    expect(inbox.mails).toHaveLength(audience);
    const isNew = await Promise.all(inbox.mails.map(hasNewVersion));
    expect(isNew).toEqual(inbox.mails.map((_, at) => at >= before));
    expect((await gazette.run(send, env)).code).toBe(5);
    expect((await gazette.run(['status', '10'])).out).toMatch(/Corrected .*: who was reached before/);
  });

  it('is named and counted before the next issue is sent, and goes on with it or stays as it is', async () => {
    gazette = await newsletter(backend);
    const audience = 30;
    const before = await interrupted(audience);
    const left = audience - before;
    gazette.write('issues/011-lamps.md', eleven);
    const asked = await gazette.run(['send', '11'], env);
    const what = 'this command goes on with them as well';
    expect([asked.code, asked.err]).toEqual([
      2,
      expect.stringMatching(new RegExp(`${left} left of issue 10 \\(send 1 .*${what}.*pennypost cancel 10`)),
    ]);
    const dry = await gazette.run(['send', '11', '--dry-run', '--json']);
    expect(JSON.parse(dry.out)).toMatchObject({
      wouldSend: audience,
      others: [{ issue: '10', send: 1, left }],
    });
    const ran = await gazette.run(['send', '11', '--yes', '--json'], env);
    const told = account(ran) as unknown as { accepted: number; others: { accepted: number }[] };
    expect(told.accepted).toBe(audience);
    const old = inbox.mails.length - before - audience;
    expect(told.others.map(({ accepted }) => accepted)).toEqual([old]);
    expect(ran.err).toContain(`Beside it ${old} got issue 10`);
    // Where the second command went on with the first issue to its end, nothing is left to do.
    expect([0, 5]).toContain((await gazette.run(send, env)).code);
    const sends = JSON.parse((await gazette.run(['status', '--json'])).out);
    expect(sends).toMatchObject([{ accepted: audience }, { accepted: audience }]);
    expect(inbox.mails).toHaveLength(2 * audience);
  });
});
