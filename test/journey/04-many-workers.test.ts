import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Inbox, openInbox, parseMail } from './inbox.ts';
import { account, type Newsletter, newsletter, readers } from './newsletter.ts';

const audience = 400;

describe.each(['postgres', 'postgres and redis'] as const)('workers over %s', (backend) => {
  let gazette: Newsletter;
  let inbox: Inbox;

  beforeEach(async () => {
    gazette = await newsletter(backend);
    gazette.write('subscribers/readers.csv', readers(audience));
    inbox = await openInbox({ answerAfterMs: 10 });
  });
  afterEach(async () => {
    await gazette.remove();
    await inbox.close();
  });

  it('share one send with the process that began it', async () => {
    const env = { SMTP_URL: inbox.url };
    const worker = gazette.startProcess(['work'], env);
    await worker.said(/Working through/);
    const ran = await gazette.run(['send', '--issue', '10', '--yes', '--json'], env);
    expect(account(ran)).toMatchObject({ audience, accepted: audience, inDoubt: 0 });
    const { code, err } = await worker.stop();
    expect(code).toBe(0);
    const share = Number(/(\d+) accepted/.exec(err)?.[1] ?? 0);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(audience);
    expect(new Set(inbox.mails.map(({ recipient }) => recipient)).size).toBe(audience);
    expect(inbox.mails).toHaveLength(audience);
  });

  it('make one send of the same command typed twice at once', async () => {
    const env = { SMTP_URL: inbox.url };
    const send = () => gazette.startProcess(['send', '--issue', '10', '--yes', '--json'], env).ended;
    const both = await Promise.all([send(), send()]);
    for (const { code } of both) expect([0, 5]).toContain(code);
    const done = both.filter(({ code }) => code === 0).map(account);
    expect(done.length).toBeGreaterThan(0);
    for (const report of done)
      expect(report).toMatchObject({ send: 1, audience, accepted: audience, inDoubt: 0 });
    expect(inbox.mails).toHaveLength(audience);
    expect(new Set(inbox.mails.map(({ recipient }) => recipient)).size).toBe(audience);
  });

  it('take over a send that was left to them', async () => {
    const left = await gazette.run(['send', '--issue', '10', '--yes', '--detach', '--json']);
    expect(left.code).toBe(0);
    expect(inbox.mails).toHaveLength(0);
    const workers = [1, 2].map(() => gazette.startProcess(['work'], { SMTP_URL: inbox.url }));
    while (inbox.mails.length < audience) await wait(20);
    for (const worker of workers) expect((await worker.stop()).code).toBe(0);
    const status = await gazette.run(['status', '10', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({ accepted: audience, inDoubt: 0, state: 'done' });
    const ids = await Promise.all(inbox.mails.map(async ({ raw }) => (await parseMail(raw)).messageId));
    expect(new Set(ids).size).toBe(audience);
  });
});
