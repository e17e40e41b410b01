import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMail, unsubscribeUrl } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';
import type { Running } from './running.ts';

// Who has left is the database's to know; the queue holds nothing of it.
describe.each(['embedded', 'postgres'] as const)('leaving over %s', (backend) => {
  let gazette: Newsletter;

  beforeEach(async () => {
    gazette = await newsletter(backend);
  });
  afterEach(() => gazette.remove());

  async function links(): Promise<Map<string, string>> {
    const mails = await Promise.all(gazette.caught().map(parseMail));
    return new Map(
      mails.map((mail) => [mail.to?.[0]?.address ?? '', new URL(unsubscribeUrl(mail)).pathname]),
    );
  }

  async function serve(): Promise<{ site: string; running: Running }> {
    const running = gazette.start(['serve', '--port', '0']);
    const [, site = ''] = await running.said(/(http:\/\/127\.0\.0\.1:\d+)/);
    return { site, running };
  }

  it('takes one click, and the next send skips who left', async () => {
    await gazette.run(['send', '--issue', '10', '--catch', '--yes']);
    const paths = await links();
    const { site, running } = await serve();
    const url = (reader: number) => `${site}${paths.get(`reader${reader}@example.com`)}`;

    // A scanner looks at every link and changes nothing.
    for (const reader of [0, 1, 2]) {
      expect((await fetch(url(reader))).status).toBe(200);
      expect((await fetch(url(reader), { method: 'HEAD' })).status).toBe(200);
    }
    const oneClick = {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'manual',
    } as const;
    for (let times = 0; times < 2; times += 1) {
      const answer = await fetch(url(0), oneClick);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    expect((await fetch(url(1), { method: 'POST', body: form, redirect: 'manual' })).status).toBe(200);

    const forged = url(2).slice(0, -1) + (url(2).endsWith('A') ? 'B' : 'A');
    const answers = await Promise.all(
      [forged, url(2).slice(0, -4), `${site}/u/nonsense`].map(async (bad) => {
        const answer = await fetch(bad, oneClick);
        return `${answer.status} ${await answer.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
    expect((await running.stop()).code).toBe(0);

    gazette.write(
      'issues/011-next.md',
      '---\ntitle: The Lamplighter 11\ndate: 2026-11-27\nissue: 11\n---\n\nNext.\n',
    );
    const plan = await gazette.run(['send', '--issue', '11', '--dry-run']);
    expect(plan.out).toMatch(/reader0@example\.com.*unsubscribe/);
    const next = await gazette.run(['send', '--issue', '11', '--catch', '--yes', '--json']);
    expect(account(next)).toMatchObject({ audience: 3, accepted: 1, skipped: 2 });
    const recipients = (await Promise.all(gazette.caught().map(parseMail)))
      .filter(({ subject }) => subject === 'The Lamplighter 11')
      .map(({ to }) => to?.[0]?.address);
    expect(recipients).toEqual(['reader2@example.com']);
  });
});
