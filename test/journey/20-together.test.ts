import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../setup/until.ts';
import { type Inbox, openInbox, parseMail, unsubscribeUrl } from './inbox.ts';
import { account, type Newsletter, newsletter, readers, shortIssue } from './newsletter.ts';

const audience = 150;
const send = ['send', '--issue', '10', '--yes', '--json'];

describe('one data folder, and no server', () => {
  let gazette: Newsletter;
  let inbox: Inbox;

  beforeEach(async () => {
    gazette = await newsletter('embedded');
    gazette.write('subscribers/readers.csv', readers(audience));
    inbox = await openInbox({ answerAfterMs: 100 });
  });
  afterEach(async () => {
    await gazette.remove();
    await inbox.close();
  });

  const recipients = () => inbox.mails.map(({ recipient }) => recipient);

  it('a send beside serve: a reader leaves meanwhile and is skipped, and another command counts', async () => {
    const serving = gazette.startProcess(['serve', '--port', '0']);
    const [site = ''] = await serving.said(/http:\/\/[\d.:]+/);
    // The issue before brought the link of somebody who has not had this one.
    gazette.write('issues/009-oil.md', shortIssue.replaceAll('10', '9'));
    const before = await gazette.run(['send', '--issue', '9', '--yes', '--json'], { SMTP_URL: inbox.url });
    expect(before.code).toBe(0);
    const last = inbox.mails.findLast(({ recipient }) => recipient.startsWith('reader'));
    const url = unsubscribeUrl(await parseMail(last?.raw ?? Buffer.of()));
    const first = inbox.mails.length;

    const sending = gazette.startProcess(send, { SMTP_URL: inbox.url });
    await until(() => inbox.mails.length > first);
    const answer = await fetch(url.replace(/^https?:\/\/[^/]+/, site), {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(answer.status).toBe(200);
    const asked = await gazette.run(['status', '10', '--json']);
    expect([asked.code, JSON.parse(asked.out)]).toMatchObject([0, { audience, state: 'running' }]);

    const sent = await sending.ended;
    const got = recipients().slice(first);
    const isLate = got.includes(last?.recipient ?? '');
    expect(account(sent)).toMatchObject({ audience, accepted: isLate ? audience : audience - 1 });
    expect(new Set(got).size).toBe(got.length);
    expect((await fetch(`${site}/health`)).status).toBe(200);
  });

  it('serve, which holds the database, is killed amid a send: nobody is lost, nobody gets it twice', async () => {
    const serving = gazette.startProcess(['serve', '--port', '0']);
    await serving.said(/http:/);
    const sending = gazette.startProcess(send, { SMTP_URL: inbox.url });
    await until(() => inbox.mails.length >= 30);
    serving.child.kill('SIGKILL');
    const sent = await sending.ended;
    const { accepted = 0, inDoubt = 0, ...rest } = account(sent);
    expect(rest).toMatchObject({ audience, failed: 0, skipped: 0, pending: 0 });
    expect(accepted + inDoubt).toBe(audience);
    expect(new Set(recipients()).size).toBe(recipients().length);
    expect(recipients().length).toBeGreaterThanOrEqual(accepted);
  });

  it('one process for everything: what is left to the workers goes out from serve --work', async () => {
    const serving = gazette.startProcess(['serve', '--work', '--port', '0'], { SMTP_URL: inbox.url });
    const [site = ''] = await serving.said(/http:\/\/[\d.:]+/);
    const left = await gazette.run([...send, '--detach'], { SMTP_URL: inbox.url });
    expect([left.code, JSON.parse(left.out)]).toMatchObject([0, { audience }]);
    await until(() => inbox.mails.length >= audience);
    expect(new Set(recipients()).size).toBe(audience);
    expect((await fetch(`${site}/health`)).status).toBe(200);
    serving.child.kill('SIGINT');
    expect((await serving.ended).code).toBe(0);
    const asked = await gazette.run(['status', '10', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({ accepted: audience, inDoubt: 0, state: 'done' });
  });

  it('serve --work without a relay is refused before anything is begun', async () => {
    const ran = await gazette.run(['serve', '--work', '--port', '0']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('SMTP_URL')]);
  });
});
