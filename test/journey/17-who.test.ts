import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Inbox, openInbox, parseMail, unsubscribeUrl } from './inbox.ts';
import { type Newsletter, newsletter } from './newsletter.ts';

let gazette: Newsletter;
let inbox: Inbox;
let env: Record<string, string>;

const json = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe.each(['embedded', 'postgres'] as const)('what became of a send, over %s', (backend) => {
  beforeEach(async () => {
    gazette = await newsletter(backend);
    inbox = await openInbox({
      refuse: (recipient) =>
        recipient.startsWith('reader1@')
          ? Object.assign(new Error('5.1.1 no such "reader", sorry'), { responseCode: 550 })
          : null,
    });
    env = { SMTP_URL: inbox.url };
    expect((await gazette.run(['send', '10', '--yes'], env)).code).toBe(4);
  });
  afterEach(async () => {
    await gazette.remove();
    await inbox.close();
  });

  it('is listed send by send, and person by person with the whole reply and the Message-ID', async () => {
    const [sends] = json((await gazette.run(['status', '--json'])).out);
    expect(sends).toMatchObject([
      {
        send: 1,
        issue: '10',
        subject: 'The Lamplighter 10: oil & wicks',
        state: 'done',
        audience: 3,
        accepted: 2,
        failed: 1,
        pending: 0,
        unsubscribed: 0,
      },
    ]);
    const table = await gazette.run(['status']);
    expect(table.out).toMatch(/^1 +10 +\S+ \S+ UTC +done +2 +3 +0 +1 failed +The Lamplighter 10/m);

    const people = json((await gazette.run(['who', '10', '--json'])).out);
    expect(people).toHaveLength(3);
    const [mail] = await Promise.all(
      inbox.mails
        .filter(({ recipient }) => recipient.startsWith('reader0@'))
        .map(({ raw }) => parseMail(raw)),
    );
    expect(people[0]).toMatchObject({
      address: 'reader0@example.com',
      state: 'accepted',
      attempts: 1,
      reply: { code: 250 },
      messageId: mail?.messageId,
    });
    expect(json((await gazette.run(['who', '10', '--state', 'failed', '--json'])).out)).toMatchObject([
      {
        address: 'reader1@example.com',
        state: 'failed',
        reply: { code: 550, status: '5.1.1', text: '550 5.1.1 no such "reader", sorry' },
      },
    ]);
    expect((await gazette.run(['who', '10', 'Reader1@example.com'])).out).toMatch(
      /^failed {4}\S+ \S+ UTC {2}reader1@example\.com {2}1 attempt {2}550 5\.1\.1 no such "reader", sorry$/m,
    );
    const csv = (await gazette.run(['who', '10', '--csv'])).out.trim().split('\n');
    expect(csv[0]).toBe('address,state,attempts,at,code,status,reply,message_id,reason');
    expect(csv[2]).toContain('"550 5.1.1 no such ""reader"", sorry"');
    expect(await gazette.run(['who', '10', 'nobody@example.com'])).toMatchObject({ code: 1, out: '' });
    expect((await gazette.run(['who', '10', '--state', 'lost'])).code).toBe(2);
    expect((await gazette.run(['who', '9'])).code).toBe(1);
  });

  it('says of a person why they are or are not mailed, and what changes it', async () => {
    const serving = gazette.start(['serve', '--port', '0']);
    const [url = ''] = await serving.said(/http:\/\/127\.0\.0\.1:\d+/);
    const left = inbox.mails.find(({ recipient }) => recipient.startsWith('reader2@'));
    const link = new URL(unsubscribeUrl(await parseMail(left?.raw ?? Buffer.from(''))) ?? '');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await fetch(url + link.pathname, {
      method: 'POST',
      headers: form,
      body: 'List-Unsubscribe=One-Click',
    });
    expect(posted.status).toBe(200);
    await serving.stop();

    const [sends] = json((await gazette.run(['status', '--json'])).out);
    expect(sends).toMatchObject([{ accepted: 2, unsubscribed: 1 }]);
    const [stays] = json((await gazette.run(['reader', 'READER0@example.com', '--json'])).out);
    expect(stays).toMatchObject({
      address: 'reader0@example.com',
      lists: [{ list: 'readers', state: 'active' }],
      mailed: true,
      why: 'is on readers',
      sends: [{ issue: '10', state: 'accepted' }],
    });
    const gone = await gazette.run(['reader', 'reader2@example.com']);
    expect(gone.out).toMatch(/^reader2@example\.com is not mailed: unsubscribed, \d{4}-\d\d-\d\d\.$/m);
    expect(gone.out).toContain('Only they can take that back');
    expect(gone.out).toMatch(/^ {2}\S+ \S+ UTC +unsubscribed +one-click +node$/m);
    expect((await gazette.run(['bounces', 'show', 'reader2@example.com'])).out).toBe(gone.out);
    expect((await gazette.run(['reader', 'nobody@example.com'])).code).toBe(1);
    // The dead mailbox was recorded by the send itself.
    expect((await gazette.run(['reader', 'reader1@example.com'])).out).toMatch(/550 5\.1\.1/);
  });
});

it('is watched until it is over', async () => {
  gazette = await newsletter('postgres');
  inbox = await openInbox({ answerAfterMs: 1_500 });
  const sending = gazette.start(['send', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
  await sending.said(/Relay/);
  while ((await gazette.run(['status', '10', '--json'])).code !== 0);
  const watched = await gazette.run(['status', '10', '--watch', '--json']);
  expect(watched.code).toBe(0);
  const seen = json(watched.out);
  expect(seen.at(-1)).toMatchObject({ state: 'done', accepted: 3 });
  expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(seen.length);
  expect((await sending.ended).code).toBe(0);
  expect((await gazette.run(['status', '--watch'])).code).toBe(2);
  await gazette.remove();
  await inbox.close();
});
