import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInbox, parseMail, unsubscribeUrl } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

const other = { PENNYPOST_SECRET: randomBytes(32).toString('base64') };
const send = (issue: string) => ['send', issue, '--catch', '--yes', '--json'];

// What a database knows of its keys is the same on every backend; the embedded one has the kept secret besides.
describe('a secret that is lost or changed', () => {
  let gazette: Newsletter;
  const kept = () => path.join(gazette.folder, '.pennypost/secret');

  beforeEach(async () => {
    gazette = await newsletter('embedded');
    gazette.write(
      'issues/011-next.md',
      '---\ntitle: The Lamplighter 11\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n',
    );
    expect((await gazette.run(send('10'))).code).toBe(0);
  });
  afterEach(() => gazette.remove());

  async function linkPath(): Promise<string> {
    const [mail] = await Promise.all(gazette.caught().map(parseMail));
    if (!mail) throw new Error('There is no mail.');
    return new URL(unsubscribeUrl(mail)).pathname;
  }

  /** What `serve` says at its start and of a link, and how it answers it. */
  async function served(link: string, env: Record<string, string> = {}) {
    const running = gazette.start(['serve', '--port', '0'], env);
    const [, site = ''] = await running.said(/(http:\/\/127\.0\.0\.1:\d+)/);
    const answer = await fetch(site + link);
    const page = await answer.text();
    const { code, err } = await running.stop();
    expect(code).toBe(0);
    return { status: answer.status, page, err };
  }

  it('keeps a send back until a person decides, and is told by serve', async () => {
    const link = await linkPath();
    rmSync(kept());
    const refused = await gazette.run(send('11'));
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/3 emails that were sent are signed with a secret that is not at hand/);
    expect(refused.err).toContain(kept());
    expect(refused.err).toContain('--despite lost-key');
    expect(gazette.caught()).toHaveLength(3);
    const plan = await gazette.run(['send', '11', '--dry-run', '--json']);
    expect(plan.err).toContain('3 emails that were sent');
    expect(account(plan)).toMatchObject({ wouldSend: 0, skipped: { refused: 3 } });

    const before = await served(link);
    expect(before.err).toMatch(/^Warning: 3 emails .* dead/m);
    expect(before.err).toContain('a link whose key this database does not know');
    expect(before.status).toBe(404);
    expect(before.page).toContain('not known here');

    const despite = await gazette.run([...send('11'), '--despite', 'lost-key']);
    expect(despite.err).toMatch(/Going on without a key\. 3 emails/);
    expect(account(despite)).toMatchObject({ accepted: 3 });
    gazette.write(
      'issues/012-last.md',
      '---\ntitle: The Lamplighter 12\ndate: 2026-12-04\nissue: 12\n---\n\nLast.\n',
    );
    expect((await gazette.run(send('12'))).code).toBe(0);
    expect((await served(link)).err).toMatch(/^Warning: 3 emails/m);
  });

  it('is none where PENNYPOST_SECRET is set beside the one that is kept, or holds it behind the new one', async () => {
    const link = await linkPath();
    const beside = await gazette.run(send('11'), other);
    expect([beside.code, beside.err]).toEqual([0, expect.not.stringContaining('not at hand')]);
    expect(await served(link, other)).toMatchObject({
      status: 200,
      err: expect.not.stringContaining('Warning'),
    });
    const both = { PENNYPOST_SECRET: `${other.PENNYPOST_SECRET},${readFileSync(kept(), 'utf8').trim()}` };
    rmSync(kept());
    expect(await served(link, both)).toMatchObject({
      status: 200,
      err: expect.not.stringContaining('Warning'),
    });
    expect(existsSync(kept())).toBe(false);
    const gone = await gazette.run(send('11'), other);
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('PENNYPOST_SECRET holds several with commas between');
  });

  it('keeps a worker back as well, and is known again when it is back', async () => {
    const [secret, link] = [readFileSync(kept(), 'utf8'), await linkPath()];
    gazette.write('.pennypost/secret', `${other.PENNYPOST_SECRET}\n`);
    const relay = await openInbox();
    const worker = await gazette.run(['work'], { SMTP_URL: relay.url });
    await relay.close();
    expect([worker.code, worker.err]).toEqual([1, expect.stringContaining('3 emails that were sent')]);
    gazette.write('.pennypost/secret', secret);
    expect((await gazette.run(send('11'))).code).toBe(0);
    expect((await served(link)).status).toBe(200);
  });
});
