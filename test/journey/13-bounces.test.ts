import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailSystems, type Returned, reportBy, type Said } from '../feedback/reports/ten-mail-systems.ts';
import { autoReply, complaint } from '../feedback/returned-mail.ts';
import { header, type Inbox, openInbox, parseMail } from './inbox.ts';
import { account, type Backend, type Newsletter, newsletter } from './newsletter.ts';

const perSystem = 20;
/** What becomes of the first readers of every mail system; the others get the issue and are silent. */
const roles = ['gone', 'full', 'blocked', 'delayed', 'refused', 'complains', 'is away'] as const;
const roleOf = (n: number) => roles[n % perSystem];
const systemOf = (n: number) => mailSystems[Math.floor(n / perSystem)] ?? 'postfix';
const numberOf = (address: string) => Number(/^reader(\d+)@/.exec(address)?.[1]);

function becomes(n: number): string {
  const role = roleOf(n);
  if (role === 'gone' || role === 'complains') return 'suppressed';
  // qmail says nothing before it has given up.
  const hasFailed = role === 'full' || (role === 'delayed' && systemOf(n) === 'qmail');
  return hasFailed ? 'counted' : 'noted';
}

const sayings: Partial<Record<(typeof roles)[number], Said>> = {
  gone: { action: 'failed', status: '5.1.1', code: 550, words: 'User unknown' },
  full: { action: 'failed', status: '5.2.2', code: 552, words: 'Mailbox full, quota exceeded' },
  blocked: {
    action: 'failed',
    status: '5.7.1',
    code: 554,
    words: 'Service unavailable; client [192.0.2.7] blocked using zen.spamhaus.org',
  },
  delayed: { action: 'delayed', status: '4.4.1', code: 451, words: 'Connection timed out' },
};

const list = `email\n${Array.from({ length: 200 }, (_, n) => `reader${n}@${systemOf(n)}.example`).join('\n')}\n`;

let gazette: Newsletter;
let relay: Inbox;

async function open(backend: Backend): Promise<void> {
  gazette = await newsletter(backend);
  gazette.write('subscribers/readers.csv', list);
  relay = await openInbox({
    refuse: (recipient) =>
      roleOf(numberOf(recipient)) === 'refused'
        ? Object.assign(new Error('5.1.1 No such user here'), { responseCode: 550 })
        : null,
  });
}

afterEach(async () => {
  await relay.close();
  await gazette.remove();
});

const send = (issue: string) =>
  gazette.run(['send', '--issue', issue, '--yes', '--json'], { SMTP_URL: relay.url });

/** What the mail systems of the readers write to the return path, in the order of the readers. */
async function reports(): Promise<{ about: Returned; text: string }[]> {
  const written = await Promise.all(
    relay.mails.map(async ({ returnPath, recipient, raw }) => {
      const messageId = header(await parseMail(raw), 'message-id') ?? '';
      const about = { returnPath, recipient, messageId };
      return { about, text: writtenBy(about) };
    }),
  );
  return written
    .filter((one): one is { about: Returned; text: string } => one.text !== null)
    .sort((one, other) => numberOf(one.about.recipient) - numberOf(other.about.recipient));
}

function writtenBy(about: Returned): string | null {
  const n = numberOf(about.recipient);
  const role = roleOf(n);
  const said = role && sayings[role];
  if (said) return reportBy(systemOf(n), about, said);
  if (role === 'is away') return autoReply(about.returnPath, about.messageId).toString();
  if (role !== 'complains' || n > 100) return null;
  return complaint({ returned: [`Message-ID: ${about.messageId}`], id: String(n) }).toString();
}

const mbox = (messages: readonly string[]) =>
  messages
    .map((text) => `From MAILER-DAEMON Fri Nov 20 16:00:00 2026\n${text.replaceAll('\r\n', '\n')}\n`)
    .join('');

describe.each(['embedded', 'postgres and redis'] as const)('what comes back, over %s', (backend) => {
  beforeEach(() => open(backend));

  // Two sends of 200 and half a dozen commands, each of which opens the database anew.
  it('takes off who is gone, keeps who suffers for us, and the next issue goes to the others', async () => {
    expect(account(await send('10'))).toMatchObject({ audience: 200, accepted: 190, failed: 10, skipped: 0 });
    const [alone, ...others] = await reports();
    if (!alone) throw new Error('nothing came back');

    // One by the pipe of a mail system, the others as a file of many, which is given twice.
    const piped = await gazette.run(
      ['bounces', 'process', '--recipient', alone.about.returnPath, '-'],
      {},
      alone.text,
    );
    expect(piped).toMatchObject({ code: 0, out: expect.stringMatching(/^suppressed .*reader0@postfix/) });
    const first = await gazette.run(
      ['bounces', 'process', '--json', '-'],
      {},
      mbox(others.map(({ text }) => text)),
    );
    expect(first.code).toBe(0);
    const became = first.out
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).results as { became: string; address: string }[]);
    const expected = others.map(({ about: { recipient } }) => ({
      became: becomes(numberOf(recipient)),
      address: recipient,
    }));
    expect(became.map(({ became: is, address }) => ({ became: is, address }))).toEqual(expected);
    gazette.write('returned.mbox', mbox(others.map(({ text }) => text)));
    const again = await gazette.run(['bounces', 'process', 'returned.mbox']);
    expect(again.err).toContain(`${others.length} reports: ${others.length} repeated`);

    gazette.write(
      'issues/011-next.md',
      '---\ntitle: The Lamplighter 11\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n',
    );
    const plan = await gazette.run(['send', '--issue', '11', '--dry-run']);
    expect(plan.out).toMatch(/reader0@postfix\.example.*came back for good/);
    const before = relay.mails.length;
    expect(account(await send('11'))).toMatchObject({ audience: 200, accepted: 175, failed: 0, skipped: 25 });
    const mailed = new Set(relay.mails.slice(before).map(({ recipient }) => roleOf(numberOf(recipient))));
    expect(mailed).toEqual(new Set([undefined, 'full', 'blocked', 'delayed', 'complains', 'is away']));
  }, 400_000);
});

// The same for every backend: what is said of what the test above shows to be kept.
describe('what came back', () => {
  beforeEach(() => open('postgres'));

  it('says what to do about it, and takes back what a person says', async () => {
    await send('10');
    gazette.write('returned.mbox', mbox((await reports()).map(({ text }) => text)));
    await gazette.run(['bounces', 'process', path.join(gazette.folder, 'returned.mbox')]);

    const { out: stats } = await gazette.run(['bounces', 'stats', '10']);
    expect(stats).toContain('The relay accepted 190. Of these 21 bounced later, and 5 complained.');
    expect(stats).toMatch(/\S+ refused 1, .* and 6 others 6: your relay is on a block list\.\n.*spamhaus/);
    expect(stats).toMatch(/\S+ refused 2, .* and 6 others 12: no such mailbox \(20 suppressed\)/);

    const reader = 'reader0@postfix.example';
    const { out: shown } = await gazette.run(['bounces', 'show', reader]);
    expect(shown).toMatch(/is not mailed: .*for good/);
    expect(shown).toContain(`pennypost bounces undo ${reader}`);
    expect(await gazette.run(['bounces', 'undo', reader, '--issue', '10'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('go without an address'),
    });
    expect(await gazette.run(['bounces', 'undo', reader])).toMatchObject({
      code: 0,
      out: expect.stringContaining('is mailed again'),
    });
    expect((await gazette.run(['bounces', 'undo', reader])).code).toBe(1);
    await gazette.run(['bounces', 'process', 'returned.mbox']);
    expect((await gazette.run(['bounces', 'show', reader])).out).toMatch(
      /^reader0@postfix\.example is mailed\./,
    );

    const complainer = 'reader5@postfix.example';
    const refused = await gazette.run(['bounces', 'undo', complainer]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--despite-complaint') });
    const { out: listed } = await gazette.run(['bounces', 'list', '--issue', '10', '--limit', '500']);
    expect(listed).toMatch(/noted +blocklist +reader2@postfix\.example +5\.7\.1/);

    // All that is left of it, complaints apart.
    const { out: undone } = await gazette.run(['bounces', 'undo', '--issue', '10']);
    expect(undone).toMatch(/^Issue 10: 19 suppressed for it are mailed again\.$/m);
    expect(undone).toMatch(/^5 have reported it as spam, and stay off/m);
    expect(await gazette.run(['bounces', 'undo', '--provider', 'Gmail'])).toMatchObject({ code: 2 });
  });

  it('leaves a bounce with the mail system while the database is away', async () => {
    const away = { DATABASE_URL: 'postgres://127.0.0.1:1/none', PENNYPOST_SECRET: 's'.repeat(40) };
    const told = await gazette.run(['bounces', 'process', '-'], away, 'Subject: failure notice\n\n');
    expect(told).toMatchObject({ code: 75, err: expect.stringContaining('nothing listens there') });
    gazette.write('one.eml', 'Subject: failure notice\n\n');
    expect((await gazette.run(['bounces', 'process', 'one.eml'], away)).code).toBe(75);
    // Whatever is wrong: a mail system would lose the message with any other code.
    gazette.write('pennypost.yaml', 'nonsense: true\n');
    expect((await gazette.run(['bounces', 'process', '-'], {}, 'Subject: x\n\n')).code).toBe(75);
  });
});
