import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Inbox, openInbox } from './inbox.ts';
import { account, type Newsletter, newsletter, readers } from './newsletter.ts';

const send = ['send', '10', '--yes', '--json'];
const audience = 30;

let gazette: Newsletter;
let inbox: Inbox;

afterEach(async () => {
  await gazette.remove();
  await inbox.close();
});

/** The list of readers without those at these places. */
function without(...gone: readonly number[]): string {
  const rows = readers(audience).split('\n');
  return rows.filter((_, at) => !gone.includes(at - 1)).join('\n');
}

/** A send of 30 that was told to stop; gives the numbers of those whom it has not reached. */
async function interrupted(env: Record<string, string>): Promise<number[]> {
  const running = gazette.start(send, env);
  while (inbox.mails.length < 5) await wait(5);
  await running.stop();
  const reached = new Set(inbox.mails.map(({ recipient }) => recipient));
  const missed = Array.from({ length: audience }, (_, n) => n).filter(
    (n) => !reached.has(`reader${n}@example.com`),
  );
  expect(missed.length).toBeGreaterThan(4);
  return missed;
}

describe.each(['embedded', 'postgres'] as const)('over %s, a send that was interrupted', (backend) => {
  it('mails nobody who was taken off the list meanwhile, and says so before and after', async () => {
    gazette = await newsletter(backend);
    gazette.write('subscribers/readers.csv', readers(audience));
    inbox = await openInbox({ answerAfterMs: 400 });
    const env = { SMTP_URL: inbox.url };
    const missed = await interrupted(env);
    const [first = 0, second = 0] = missed;
    const gone = [`reader${first}@example.com`, `reader${second}@example.com`];
    gazette.write('subscribers/readers.csv', without(first, second));
    const left = missed.length - 2;
    const before = inbox.mails.length;

    const dry = await gazette.run(['send', '10', '--dry-run', '--json']);
    const skipped = { 'no longer on a list': 2 };
    expect(JSON.parse(dry.out)).toMatchObject({ audience, wouldSend: left, alreadySent: before, skipped });
    const unasked = await gazette.run(['send', '10'], env);
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining(`${left} of ${audience} left`)]);
    const ran = await gazette.run(send, env);
    expect(account(ran)).toMatchObject({ audience, accepted: audience - 2, skipped: 2, skippedFor: skipped });
    expect(inbox.mails.length - before).toBe(left);
    expect(inbox.mails.filter(({ recipient }) => gone.includes(recipient))).toEqual([]);
    expect((await gazette.run(['status', '10'])).out).toMatch(/skipped, no longer on a list +2/);

    // Back after the send is over: as somebody who subscribed since.
    gazette.write('subscribers/readers.csv', without(second));
    expect((await gazette.run(send, env)).code).toBe(5);
    const again = await gazette.run(['send', '10', '--dry-run', '--json', '--include-new']);
    expect(JSON.parse(again.out)).toMatchObject({ wouldSend: 1, alreadySent: audience - 2 });
    expect(account(await gazette.run([...send, '--include-new'], env))).toMatchObject({
      accepted: audience - 1,
    });
    expect(inbox.mails.at(-1)?.recipient).toBe(gone[0]);
  });
});

describe('a list that has lost most of its people', () => {
  it('is believed on a person’s word only', async () => {
    gazette = await newsletter('postgres');
    gazette.write('subscribers/readers.csv', readers(audience));
    inbox = await openInbox();
    const env = { SMTP_URL: inbox.url };
    expect((await gazette.run([...send, '--detach'])).code).toBe(0);
    gazette.write('subscribers/readers.csv', readers(4));

    const dry = await gazette.run(['send', '10', '--dry-run', '--json']);
    expect(dry.err).toMatch(/had 30 people, and 26 of them are on no list now.* wants --accept-shorter-list/);
    expect(JSON.parse(dry.out)).toMatchObject({
      audience,
      wouldSend: 4,
      skipped: { 'no longer on a list': 26 },
    });
    const refused = await gazette.run(send, env);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--accept-shorter-list')]);
    gazette.write('subscribers/readers.csv', 'email,name,town\n');
    expect((await gazette.run(send, env)).code).toBe(1);
    expect(inbox.mails).toEqual([]);
    expect((await gazette.run(['status', '10', '--json'])).out).toContain('"skipped":0');

    gazette.write('subscribers/readers.csv', readers(4));
    const ran = await gazette.run([...send, '--accept-shorter-list'], env);
    expect(account(ran)).toMatchObject({ audience, accepted: 4, skipped: 26 });
  });

  it('is asked about at a terminal, before the send is', async () => {
    gazette = await newsletter('postgres');
    gazette.write('subscribers/readers.csv', readers(12));
    inbox = await openInbox();
    expect((await gazette.run(['send', '10', '--catch', '--yes'])).code).toBe(0);
    gazette.write('subscribers/readers.csv', 'email\nada@example.org\n');
    const running = gazette.startAtTerminal(['send', '10', '--detach']);
    await running.said(/had 12 people, and 12 of them are on no list now/);
    await running.said(/Is the shorter list right\? \[y\/N\] /);
    running.child.stdin.write('y\r');
    await running.said(/Recipients {2}1\b[\s\S]*Send issue 10\? \[y\/N\] /);
    running.child.stdin.write('y\r');
    expect((await running.ended).code).toBe(0);
  });
});
