import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../setup/until.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { account, type Backend, type Newsletter, newsletter, readers } from './newsletter.ts';

const send = ['send', '--issue', '10', '--yes', '--json'];
const refused = () => Object.assign(new Error('5.1.1 no such reader'), { responseCode: 550 });
/** For good as well, and no reason to suppress anybody. */
const full = () => Object.assign(new Error('5.2.2 mailbox full'), { responseCode: 552 });

function distinct(inbox: Inbox): number {
  return new Set(inbox.mails.map(({ recipient }) => recipient)).size;
}

let gazette: Newsletter;
let inbox: Inbox;
let refuse: (recipient: string) => Error | null;

/** A newsletter with so many readers, and a relay that takes so long to answer the final dot. */
async function open(backend: Backend, audience: number, answerAfterMs = 0): Promise<Record<string, string>> {
  gazette = await newsletter(backend);
  gazette.write('subscribers/readers.csv', readers(audience));
  inbox = await openInbox({ answerAfterMs, refuse: (recipient) => refuse(recipient) });
  return { SMTP_URL: inbox.url };
}

beforeEach(() => {
  refuse = () => null;
});
afterEach(async () => {
  await gazette.remove();
  await inbox.close();
});

describe.each(['embedded', 'postgres'] as const)('a send over %s that is told to stop', (backend) => {
  it('waits for a slow relay and leaves nobody in doubt', async () => {
    const audience = 100;
    const env = await open(backend, audience, 1500);
    const running = gazette.startProcess(send, env);
    await until(() => inbox.mails.length >= 5);
    running.child.kill('SIGTERM');
    const stopped = await running.ended;
    expect(stopped.code).toBe(4);
    const { accepted, pending = 0, inDoubt, failed } = account(stopped);
    expect({ inDoubt, failed, accepted }).toEqual({ inDoubt: 0, failed: 0, accepted: inbox.mails.length });
    expect(pending).toBeGreaterThan(0);
    expect(stopped.err).toContain('`pennypost send --issue 10` goes on');
  });
});

describe('a canary', () => {
  it('lets the others go by itself where all goes well', async () => {
    const env = await open('postgres', 30);
    const ran = await gazette.run([...send, '--limit', '5', '--watch', '0'], env);
    expect(ran.code).toBe(0);
    expect(account(ran)).toMatchObject({ audience: 30, accepted: 30, held: 0 });
    expect(ran.err).toContain('The first 5 go now');
  });

  it('stops where too many are refused, says why, and waits for a word', async () => {
    const env = await open('postgres', 60);
    refuse = (recipient) => (/[02468]@/.test(recipient) ? full() : null);
    const canary = [...send, '--limit', '20', '--watch', '5'];
    const stopped = await gazette.run(canary, env);
    expect(stopped.code).toBe(4);
    expect(account(stopped)).toMatchObject({ state: 'paused', held: 40 });
    expect(stopped.err).toMatch(/Of the first 20, .* refused for good/);
    expect(stopped.err).toContain('`pennypost resume 10` sends to the rest');
    expect(inbox.mails.length).toBeLessThan(20);
    expect((await gazette.run(canary, env)).code).toBe(1);

    refuse = () => null;
    const resumed = await gazette.run(['resume', '10']);
    expect([resumed.code, resumed.err]).toEqual([0, expect.stringContaining('No worker is running')]);
    expect((await gazette.run(['retry', '10', '--failed'])).code).toBe(0);
    const finished = await gazette.run(send, env);
    expect(account(finished)).toMatchObject({ audience: 60, failed: 0, state: 'done' });
    expect(distinct(inbox)).toBe(inbox.mails.length);
  });
});

describe('a send that is over', () => {
  it('tries the failed again on request, and says what they had been told', async () => {
    const env = await open('postgres', 3);
    refuse = (recipient) => {
      if (recipient.startsWith('reader1@')) return full();
      return recipient.startsWith('reader2@') ? refused() : null;
    };
    expect((await gazette.run(send, env)).code).toBe(4);
    const status = await gazette.run(['status', '10']);
    expect(status.out).toMatch(
      /by what they were told:\n +1 {2}550 5\.1\.1 no such reader\n +1 {2}552 5\.2\.2 mail/,
    );
    expect(status.out).toContain('`pennypost retry 10 --failed`');
    expect((await gazette.run(['retry', '10'])).code).toBe(2);
    refuse = () => null;
    const retried = await gazette.run(['retry', '10', '--failed', '--json']);
    expect(retried.err).toContain('had been told:\n1  552 5.2.2 mailbox full\n');
    // Whose mailbox is gone is suppressed: retrying would only hide why they failed.
    expect(retried.err).toMatch(
      /1 is left .*\nreader2@example\.com {2}mail to this address came back for good/,
    );
    expect(account(retried)).toMatchObject({
      retried: 1,
      notRetried: 1,
      state: 'running',
      pending: 1,
      failed: 1,
    });
    expect(account(await gazette.run(['retry', '10', '--failed', '--json']))).toMatchObject({ retried: 0 });
  });

  it('sends again to those in doubt on purpose only', async () => {
    const audience = 40;
    const env = await open('embedded', audience, 1000);
    const killed = gazette.startProcess(send, env);
    await until(() => inbox.mails.length >= 15);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const before = account(await gazette.run(send, env));
    const { accepted = 0, inDoubt = 0 } = before;
    expect(inDoubt).toBeGreaterThan(0);
    expect(accepted + inDoubt).toBe(audience);
    const plain = await gazette.run(send, env);
    expect([plain.code, distinct(inbox)]).toEqual([5, inbox.mails.length]);

    const again = ['send', '--issue', '10', '--resend-in-doubt', '--json'];
    const unasked = await gazette.run(again, env);
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining(`the ${inDoubt} in doubt`)]);
    const resent = await gazette.run([...again, '--yes'], env);
    expect(account(resent)).toMatchObject({ accepted: audience, inDoubt: 0, state: 'done' });
    expect(inbox.mails.length - distinct(inbox)).toBeLessThanOrEqual(inDoubt);
    expect(distinct(inbox)).toBe(audience);
    expect((await gazette.run([...again, '--yes'], env)).code).toBe(5);
  });
});

describe('commands beside a send over the embedded database', () => {
  it('count it, help it, pause it and go on with it', async () => {
    const audience = 400;
    const env = await open('embedded', audience, 500);
    const running = gazette.startProcess(send, env);
    await until(() => inbox.mails.length >= 1);
    const helping = gazette.start(send, env);
    const ask = async () => JSON.parse((await gazette.run(['status', '10', '--json'])).out);
    await expect.poll(ask, { timeout: 60_000 }).toMatchObject({
      audience,
      state: 'running',
      workers: [{}, {}],
    });
    expect((await gazette.run(['pause', '10'])).code).toBe(0);
    for (const { code } of await Promise.all([running.ended, helping.ended])) expect(code).toBe(4);
    expect(inbox.mails.length).toBeLessThan(audience);
    expect((await gazette.run(['resume', '10'])).code).toBe(0);
    expect(account(await gazette.run(send, env))).toMatchObject({ accepted: audience, inDoubt: 0 });
    expect(distinct(inbox)).toBe(audience);
    expect(inbox.mails).toHaveLength(audience);
  });
});
