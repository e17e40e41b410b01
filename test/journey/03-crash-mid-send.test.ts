import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../setup/until.ts';
import { type Inbox, openInbox, parseMail } from './inbox.ts';
import { account, backends, type Newsletter, newsletter, readers } from './newsletter.ts';

const audience = 600;
const connections = 10;

describe.each(backends)('a send that is killed, over %s', (backend) => {
  let gazette: Newsletter;
  let inbox: Inbox;

  beforeEach(async () => {
    gazette = await newsletter(backend);
    gazette.write('subscribers/readers.csv', readers(audience));
    // The relay takes a moment after the final dot, which is when a kill leaves a message in doubt.
    inbox = await openInbox({ answerAfterMs: 20 });
  });
  afterEach(async () => {
    await gazette.remove();
    await inbox.close();
  });

  it('loses nobody, mails nobody twice, and doubts no more than the open connections', async () => {
    const env = { SMTP_URL: inbox.url };
    const send = ['send', '--issue', '10', '--yes', '--json'];
    for (const received of [100, 300]) {
      const killed = gazette.startProcess(send, env);
      await until(() => inbox.mails.length >= received);
      killed.child.kill('SIGKILL');
      await killed.ended;
    }
    const finished = await gazette.run(send, env);
    const { accepted = 0, inDoubt = 0, ...rest } = account(finished);
    expect(rest).toMatchObject({ audience, failed: 0, skipped: 0, deferred: 0, pending: 0 });
    expect(accepted + inDoubt).toBe(audience);
    expect(inDoubt).toBeLessThanOrEqual(2 * connections);
    expect(finished.code).toBe(inDoubt === 0 ? 0 : 4);

    const recipients = inbox.mails.map(({ recipient }) => recipient);
    expect(new Set(recipients).size).toBe(recipients.length);
    // Whoever is not in doubt got it; of those in doubt, only the relay knows.
    expect(recipients.length).toBeGreaterThanOrEqual(accepted);
    expect(recipients.length).toBeLessThanOrEqual(audience);
    const ids = await Promise.all(inbox.mails.map(async ({ raw }) => (await parseMail(raw)).messageId));
    expect(new Set(ids).size).toBe(recipients.length);
  });

  it('stops at the first Ctrl-C with nothing in doubt, and goes on later', async () => {
    const env = { SMTP_URL: inbox.url };
    const running = gazette.startProcess(['send', '--issue', '10', '--yes', '--json'], env);
    await until(() => inbox.mails.length >= 50);
    running.child.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped.code).toBe(4);
    expect(account(stopped)).toMatchObject({ audience, inDoubt: 0, failed: 0 });
    expect(account(stopped)['pending']).toBeGreaterThan(0);
    const finished = await gazette.run(['send', '--issue', '10', '--yes', '--json'], env);
    expect(account(finished)).toMatchObject({ accepted: audience, inDoubt: 0 });
    expect(inbox.mails).toHaveLength(audience);
  });

  it('stops when it is told to before the first message, and lets go of everything', async () => {
    const env = { SMTP_URL: inbox.url };
    const send = ['send', '--issue', '10', '--yes', '--json'];
    for (const waitMs of [0, 100]) {
      const running = gazette.start(send, env);
      await running.said(/Relay/);
      await wait(waitMs);
      expect((await running.stop()).code).toBe(4);
    }
    // A process that something was not let go of would not end.
    const running = gazette.startProcess(send, env);
    await running.said(/Relay/);
    await wait(250);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(4);
    const finished = await gazette.run(['send', '--issue', '10', '--yes', '--json'], env);
    expect(account(finished)).toMatchObject({ accepted: audience, inDoubt: 0 });
  });
});
