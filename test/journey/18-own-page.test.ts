import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RelayScript, type ScriptedRelay, scriptedRelay } from '../delivery/scripted-relay.ts';
import { header, parseMail } from './inbox.ts';
import { account, type Backend, type Newsletter, newsletter } from './newsletter.ts';
import type { Running } from './running.ts';

const list = 'email,name,note\nada@one.example,Ada Quill,owes us money\ngrace@one.example,Grace,\n';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a reader whose issue was forwarded', () => {
  let gazette: Newsletter;
  let relay: ScriptedRelay;
  let serving: Running;
  let site = '';
  /** What the relay says to RCPT; null where it takes whom it is given. */
  let says: (() => string) | null;

  beforeEach(async () => {
    says = null;
    const script: RelayScript = { rcpt: () => says?.() ?? '250 2.1.5 ok' };
    relay = await scriptedRelay(script);
  });
  afterEach(async () => {
    await gazette.remove();
    await relay.close();
  });

  async function open(backend: Backend): Promise<void> {
    gazette = await newsletter(backend);
    gazette.write('subscribers/readers.csv', list);
  }

  const run = (...args: string[]) => gazette.run(args, { SMTP_URL: relay.url });
  const send = (issue = '10') => run('send', '--issue', issue, '--yes', '--json');

  async function serve(env: Record<string, string> = { SMTP_URL: relay.url }): Promise<void> {
    serving = gazette.start(['serve', '--port', '0'], env);
    [, site = ''] = await serving.said(/(http:\/\/127\.0\.0\.1:\d+)/);
  }

  const mails = () => Promise.all(relay.messages.map((raw) => parseMail(Buffer.from(raw, 'latin1'))));
  const issuePath = async () =>
    /\/p\/[\w-]+/.exec(
      (await mails()).find(({ to }) => to?.[0]?.address === 'ada@one.example')?.text ?? '',
    )?.[0];

  /** The notices that arrived; waits until there are so many. */
  async function notices(count: number) {
    for (;;) {
      const arrived = (await mails()).filter((mail) => header(mail, 'auto-submitted') !== undefined);
      if (arrived.length >= count) return arrived;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Changes what time alone would change. */
  async function alter(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: gazette.databaseUrl ?? '' });
    await client.connect();
    await client.query(`set search_path to pennypost; ${statement}`);
    await client.end();
  }

  const page = async (path: string) => (await fetch(`${site}${path}`)).text();
  const post = (path: string, body: string) =>
    fetch(`${site}${path}`, { method: 'POST', headers: form, body, redirect: 'manual' });

  async function freshPath(count: number): Promise<string> {
    const notice = (await notices(count)).at(-1);
    return /https:\/\/letters\.lamplighter\.example(\/p\/[\w-]{43})$/m.exec(notice?.text ?? '')?.[1] ?? '';
  }

  it.each<Backend>(['embedded', 'postgres and redis'])(
    'shows a stranger nothing, leaves and comes back by a link that serve alone mails, on %s',
    async (backend) => {
      await open(backend);
      gazette.configure('preferences:\n  columns: [name]\ntrustedProxies: 127.0.0.1\n');
      await send();
      const path = (await issuePath()) ?? '';
      await serve();
      const glimpsed = await page(path);
      expect(glimpsed).toContain('a•••@one.example');
      expect(glimpsed).not.toMatch(/ada@|Quill|owes us money/);
      await post(path.replace('/p/', '/u/'), 'List-Unsubscribe=One-Click');
      // What a stranger can do with it.
      expect((await post(path, 'act=subscribe')).status).toBe(303);
      expect(await page(path)).toContain('You are unsubscribed');

      const asked = await post(path, 'act=link');
      expect(asked.headers.get('location')).toMatch(/\?link$/);
      expect(await page(`${path}?link`)).toContain('If <strong>a•••@one.example</strong> can be mailed');
      const [notice] = await notices(1);
      expect(notice).toMatchObject({
        subject: 'Your page at The Lamplighter',
        to: [{ address: 'ada@one.example' }],
      });
      for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'list-post', 'precedence'])
        expect([name, notice && header(notice, name)]).toEqual([name, undefined]);
      const fresh = await freshPath(1);
      expect(notice?.html).toContain(`href="https://letters.lamplighter.example${fresh}"`);
      const own = await page(fresh);
      expect(own).toMatch(/ada@one\.example.*Ada Quill/s);
      expect(own).not.toContain('owes us money');
      expect(own).toContain('Subscribe again');
      const headers = { ...form, 'X-Forwarded-For': '203.0.113.9' };
      await fetch(`${site}${fresh}`, { method: 'POST', headers, body: 'act=subscribe' });
      expect(await page(fresh)).toContain('You are back');
      await serving.stop();

      // Nothing of it is an issue's.
      const status = JSON.parse((await run('status', '--json')).out);
      expect(status).toMatchObject([{ issue: '10', audience: 2, accepted: 2, unsubscribed: 1 }]);
      expect((await run('who', '10', '--json')).out.trim().split('\n')).toHaveLength(2);
      const seen = (await run('reader', 'ada@one.example')).out;
      expect(seen).toMatch(/resubscribed +mailed-link +203\.0\.113\.9, node$/m);
      gazette.write('issues/011-next.md', '---\ntitle: The Lamplighter 11\nissue: 11\n---\n\nNext.\n');
      expect(account(await send('11'))).toMatchObject({ audience: 2, accepted: 2, skipped: 0 });
    },
  );

  it('gets three a day and no more, across a restart', async () => {
    await open('postgres');
    await send();
    const path = (await issuePath()) ?? '';
    await serve();
    for (let asked = 0; asked < 2; asked += 1) await post(path, 'act=link');
    await notices(2);
    await serving.stop();
    await serve();
    for (let asked = 0; asked < 3; asked += 1)
      expect((await post(path, 'act=link')).headers.get('location')).toMatch(/\?link$/);
    expect(await notices(3)).toHaveLength(3);
    await serving.stop();
    // What is in the ledger goes out before a worker that is told to stop has ended: there is no fourth.
    expect(await notices(3)).toHaveLength(3);
  });

  it('has the two hours from when the relay took it, after a greylisting', async () => {
    await open('postgres');
    await send();
    const path = (await issuePath()) ?? '';
    says = () => '451 4.7.1 Greylisted, come back later';
    await serve();
    await post(path, 'act=link');
    const rcpts = () => relay.commands.filter((line) => line.startsWith('RCPT')).length;
    await expect.poll(rcpts, { timeout: 60_000 }).toBe(3);
    expect(relay.messages).toHaveLength(2);
    await alter(`update notice set asked_at = now() - interval '5 hours'`);
    says = null;
    await alter('update delivery set next_attempt_at = now() where is_notice');
    const fresh = await freshPath(1);
    expect((await fetch(`${site}${fresh}`)).status).toBe(200);
    await alter(`update delivery set updated_at = now() - interval '2 hours' where is_notice`);
    const late = await fetch(`${site}${fresh}`);
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('This link has expired')]);
  });

  it('gets the link while a send is paused, from a worker of issues, since serve has no relay', async () => {
    await open('postgres');
    await send();
    const path = (await issuePath()) ?? '';
    gazette.write('issues/011-next.md', '---\ntitle: The Lamplighter 11\nissue: 11\n---\n\nNext.\n');
    await run('send', '--issue', '11', '--yes', '--detach');
    await run('pause', '11');
    const worker = gazette.start(['work'], { SMTP_URL: relay.url });
    await worker.said(/Ctrl-C stops/);
    await serve({});
    await post(path, 'act=link');
    expect(await notices(1)).toHaveLength(1);
    expect(relay.messages).toHaveLength(3);
    await run('resume', '11');
    await expect.poll(() => relay.messages.length, { timeout: 60_000 }).toBe(5);
    await worker.stop();
  });

  it('is told honestly where nobody can mail it, and whom to write to', async () => {
    await open('embedded');
    await send();
    const path = (await issuePath()) ?? '';
    await serve({});
    const shown = await page(path);
    expect(shown).toContain('No link can be mailed just now.');
    expect(shown).toContain('mailto:letters@lamplighter.example');
    expect(shown).not.toContain('act" value="link"');
    expect((await serving.stop()).err).toContain('SMTP_URL is not set');
  });
});
