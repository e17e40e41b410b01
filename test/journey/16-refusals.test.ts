import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RelayScript, type ScriptedRelay, scriptedRelay } from '../delivery/scripted-relay.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

/** A list of so many readers, at so many domains in turn. */
function list(count: number, domains: number): string {
  const rows = Array.from({ length: count }, (_, n) => `reader${n}@d${n % domains}.example`);
  return ['email', ...rows, ''].join('\n');
}

describe('a relay that refuses the sender', () => {
  let gazette: Newsletter;
  let relay: ScriptedRelay;
  /** What it says to RCPT; null where it takes whom it is given. */
  let says: ((address: string) => string) | null;
  /** The recipients whom it took a message for. */
  let taken: string[];
  /** What it says to MAIL. */
  let mail: string;

  beforeEach(async () => {
    says = null;
    taken = [];
    mail = '250 ok';
    const script: RelayScript = {
      mail: () => mail,
      rcpt: (address) => says?.(address) ?? '250 2.1.5 ok',
      dot: (socket, recipient) => {
        taken.push(recipient);
        socket.write('250 2.0.0 queued\r\n');
      },
    };
    relay = await scriptedRelay(script);
    gazette = await newsletter('postgres');
  });
  afterEach(async () => {
    await relay.close();
    await gazette.remove();
  });

  const run = (...args: string[]) => gazette.run(args, { SMTP_URL: relay.url });
  const send = () => run('send', '--issue', '10', '--yes', '--json');
  const suppressed = async () => (await run('bounces', 'list')).out.match(/suppressed/g)?.length ?? 0;

  it.each<[string, (address: string) => string]>([
    ['Relay access denied', (address) => `554 5.7.1 <${address}>: Relay access denied`],
    ['Invalid recipient', (address) => `550 Invalid recipient: <${address}>`],
    ['User unknown', (address) => `550 5.1.1 <${address}>: Recipient address rejected: User unknown`],
  ])(
    'to everybody from the middle on costs nobody anything, and all are mailed once it is mended: %s',
    async (_, words) => {
      gazette.write('subscribers/readers.csv', list(120, 30));
      says = (address) => (taken.length >= 40 ? words(address) : '250 ok');
      const first = await send();
      expect(first.code).toBe(4);
      expect(account(first)).toMatchObject({ state: 'paused', pausedBy: 'fault', failed: 0, inDoubt: 0 });
      says = null;
      const second = await send();
      expect(account(second)).toMatchObject({ state: 'done', accepted: 120, failed: 0, skipped: 0 });
      expect(taken.toSorted()).toEqual([...new Set(taken)].toSorted());
      expect(taken).toHaveLength(120);
      expect(await suppressed()).toBe(0);
    },
  );

  it('for now, everybody, has its words in the terminal, in `status` of another process, and in JSON', async () => {
    gazette.write('subscribers/readers.csv', list(60, 6));
    says = (address) =>
      address.startsWith('reader1@') ? '250 ok' : '451 4.7.1 Service unavailable - try again later';
    const sending = gazette.start(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
    await sending.said(/Put off by the relay for now: \d+\. It says: 451 4\.7\.1 Service unavailable/);
    const ran = await sending.ended;
    expect(account(ran)).toMatchObject({ state: 'running', accepted: 1, deferred: 59, failed: 0 });
    const held = [{ deliveries: 59, pending: 0, code: 451, enhancedStatus: '4.7.1' }];
    expect(account(ran)).toMatchObject({ putOff: held });
    expect(account(await run('status', '10', '--json'))).toMatchObject({ putOff: held });
  });

  it('at MAIL is told while the send goes on, and taken up where the disk has room again', async () => {
    gazette.write('subscribers/readers.csv', list(30, 6));
    mail = '452 4.3.1 Insufficient system storage';
    const sending = gazette.start(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: relay.url });
    await sending.said(/Put off by the relay for now: \d+\. It says: 452 4\.3\.1 Insufficient/);
    const status = await run('status', '10');
    expect(status.out).toMatch(/Put off by the relay for now: \d+\. It says: 452 4\.3\.1 Insufficient/);
    await sending.stop();
    mail = '250 ok';
    expect(account(await send())).toMatchObject({ state: 'done', accepted: 30, putOff: [] });
  });

  it('for the quota of a day pauses at once, and says when to go on', async () => {
    gazette.write('subscribers/readers.csv', list(20, 2));
    says = () => (taken.length >= 5 ? '550 5.4.5 Daily user sending limit exceeded' : '250 ok');
    const ran = await send();
    expect(account(ran)).toMatchObject({ state: 'paused', failed: 0 });
    expect(ran.err).toMatch(/go on after \d{4}-\d\d-\d\d \d\d:\d\d UTC.*5\.4\.5 Daily user sending limit/);
  });

  it('in one text for a list of three asks, and counts it where a person resumes', async () => {
    says = () => '550 5.1.1 User unknown';
    const ran = await send();
    expect(account(ran)).toMatchObject({ state: 'paused', failed: 0, pending: 3 });
    expect(ran.err).toMatch(/refused 3 recipients at 1 domain in the same words.*`pennypost resume/);
    expect(await suppressed()).toBe(0);
    // A script that repeats its command decides nothing.
    expect(account(await send())).toMatchObject({ state: 'paused', failed: 0, pending: 3 });
    await run('resume', '10');
    expect(account(await send())).toMatchObject({ state: 'done', failed: 3 });
    expect(await suppressed()).toBe(3);
    expect((await run('bounces', 'undo', '--issue', '10')).out).toContain(
      '3 suppressed for it are mailed again',
    );
    says = null;
    await run('retry', '10', '--failed');
    expect(account(await send())).toMatchObject({ state: 'done', accepted: 3, failed: 0 });
  });

  it('of whom only one is refused has shown that this one is gone', async () => {
    says = (address) => (address.startsWith('reader1@') ? '550 5.1.1 User unknown' : '250 ok');
    expect(account(await send())).toMatchObject({ state: 'done', accepted: 2, failed: 1 });
    expect(await suppressed()).toBe(1);
  });
});
