import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../setup/until.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { account, type Newsletter, newsletter, readers } from './newsletter.ts';

const send = ['send', '--issue', '10', '--yes', '--json'];
const audience = 500;
let gazette: Newsletter;
let inbox: Inbox;

beforeEach(async () => {
  gazette = await newsletter('postgres');
  gazette.write('subscribers/readers.csv', readers(audience));
  inbox = await openInbox({ answerAfterMs: 1000 });
});
afterEach(async () => {
  await gazette.remove();
  await inbox.close();
});

describe('a send that workers deliver', () => {
  async function beginWithWorkers(): Promise<void> {
    const env = { SMTP_URL: inbox.url };
    const workers = [1, 2].map(() => gazette.startProcess(['work'], env));
    for (const worker of workers) await worker.said(/Working through/);
    expect((await gazette.run([...send, '--detach'])).code).toBe(0);
    await until(() => inbox.mails.length >= 20);
  }

  async function statusOf(): Promise<Record<string, number | string>> {
    return account(await gazette.run(['status', '10', '--json']));
  }

  it('is paused and resumed while it is under way, each as often as one likes', async () => {
    await beginWithWorkers();
    const paused = await gazette.run(['pause', '10', '--json']);
    expect(paused.code).toBe(0);
    expect(account(paused)).toMatchObject({ state: 'paused', pausedBy: 'editor', changed: true });
    expect(account(await gazette.run(['pause', '10', '--json']))).toMatchObject({ changed: false });
    let before = -1;
    // What was in flight ends; from then on nothing arrives.
    while (before < inbox.mails.length) {
      before = inbox.mails.length;
      await wait(2500);
    }
    expect(before).toBeLessThan(audience);
    const again = await gazette.run(send, { SMTP_URL: inbox.url });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('`pennypost resume 10`')]);

    const resumed = await gazette.run(['resume', '10']);
    expect([resumed.code, resumed.err]).toEqual([0, expect.stringMatching(/goes on.*\n.*"pennypost work"/)]);
    await until(() => inbox.mails.length >= audience);
    while ((await statusOf())['state'] !== 'done') await wait(200);
    expect(await statusOf()).toMatchObject({ accepted: audience, inDoubt: 0, pending: 0 });
    expect(new Set(inbox.mails.map(({ recipient }) => recipient)).size).toBe(inbox.mails.length);
    const late = await gazette.run(['pause', '10']);
    expect([late.code, late.err]).toEqual([0, expect.stringContaining('is complete')]);
  });

  it('is cancelled for good: who is left is skipped, and the account balances', async () => {
    await beginWithWorkers();
    const unasked = await gazette.run(['cancel', '10']);
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--yes')]);
    const cancelled = await gazette.run(['cancel', '10', '--yes', '--json']);
    expect(account(cancelled)).toMatchObject({ state: 'cancelled', changed: true });
    while ((await statusOf())['pending'] !== 0) await wait(200);
    const { accepted = 0, skipped = 0, inDoubt } = account(await gazette.run(['status', '10', '--json']));
    expect([accepted + skipped, inDoubt]).toEqual([audience, 0]);
    expect(skipped).toBeGreaterThan(0);
    expect(inbox.mails).toHaveLength(accepted);
    expect((await gazette.run(['cancel', '10', '--yes'])).code).toBe(0);
    const again = await gazette.run(send, { SMTP_URL: inbox.url });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('was cancelled')]);
    expect((await gazette.run(['resume', '10'])).err).toContain('was cancelled already');
    expect(inbox.mails).toHaveLength(accepted);
  });
});
