import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInbox, type ReceivedMail } from './inbox.ts';
import { account, type Newsletter, newsletter, shortIssue } from './newsletter.ts';

const secret = 'a secret of sixteen and more';
let gazette: Newsletter;

beforeEach(async () => {
  gazette = await newsletter('postgres');
});
afterEach(() => gazette.remove());

function generic(id: string, recipient: string, returnPath: string, key = secret): RequestInit {
  const reply = '550 5.1.1 The email account that you tried to reach does not exist';
  const body = JSON.stringify({ events: [{ id, type: 'bounced', recipient, returnPath, reply }] });
  const t = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', key).update(`${t}.${body}`).digest('hex');
  return { method: 'POST', body, headers: { 'X-Pennypost-Signature': `t=${t},v1=${v1}` } };
}

function postmark(recipient: string, messageId: string): RequestInit {
  const bounce = { RecordType: 'Bounce', ID: 7, Type: 'HardBounce', Email: recipient, Details: '' };
  const body = JSON.stringify({ ...bounce, Metadata: { pennypost: messageId } });
  return { method: 'POST', body, headers: { Authorization: `Basic ${btoa(`pennypost:${secret}`)}` } };
}

const messageIdOf = ({ raw }: ReceivedMail) => /^Message-ID: (<.+>)\r?$/im.exec(raw.toString())?.[1] ?? '';

it('suppresses whom the provider tells of, once it has shown who it is, and nobody else', async () => {
  const inbox = await openInbox();
  const env = { SMTP_URL: inbox.url };
  expect(account(await gazette.run(['send', '--issue', '10', '--yes', '--json'], env))).toMatchObject({
    accepted: 3,
  });
  const [first, second, third] = [0, 1, 2].map((reader) =>
    inbox.mails.find(({ recipient }) => recipient === `reader${reader}@example.com`),
  ) as [ReceivedMail, ReceivedMail, ReceivedMail];

  const secrets = { PENNYPOST_WEBHOOK_SECRET: secret, POSTMARK_WEBHOOK_SECRET: secret };
  const running = gazette.start(['serve', '--port', '0'], secrets);
  const [, site] = await running.said(/(http:\/\/127\.0\.0\.1:\d+)/);
  await running.said(/Taking webhooks at \S+\/webhooks\/postmark, \S+\/webhooks\/generic\./);
  const post = async (provider: string, call: RequestInit) =>
    (await fetch(`${site}/webhooks/${provider}`, call)).status;

  expect(await post('generic', generic('1', first.recipient, first.returnPath, 'another key'))).toBe(401);
  expect(await post('generic', generic('2', third.recipient, `x${third.returnPath}`))).toBe(200);
  expect(await post('sendgrid', generic('3', third.recipient, third.returnPath))).toBe(404);
  for (let times = 0; times < 2; times += 1)
    expect(await post('generic', generic('4', first.recipient, first.returnPath))).toBe(200);
  expect(await post('postmark', postmark(second.recipient, messageIdOf(second)))).toBe(200);
  const { code, err } = await running.stop();
  expect(code).toBe(0);
  expect(err).toContain('A call to /webhooks/generic was refused: its signature is not right.');
  expect(err).toContain('generic told of messages that are none of ours.');
  expect(err).not.toContain(secret);

  gazette.write('issues/011-oil.md', shortIssue.replaceAll('10', '11'));
  const next = await gazette.run(['send', '--issue', '11', '--yes', '--json'], env);
  expect(account(next)).toMatchObject({ audience: 3, accepted: 1, skipped: 2 });
  await inbox.close();
  expect(inbox.mails.slice(3).map(({ recipient }) => recipient)).toEqual([third.recipient]);
});
