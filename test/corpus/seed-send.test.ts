import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseMail, unsubscribeUrl } from '../journey/inbox.ts';
import { account, type Newsletter, newsletter, readers } from '../journey/newsletter.ts';
import { newsletters } from './places.ts';

let gazette: Newsletter;

beforeEach(async () => {
  gazette = await newsletter('embedded');
});
afterEach(() => gazette.remove());

it('issue 10 of the newsletter that this grew from reaches each of a thousand readers once', async () => {
  gazette.write('subscribers/readers.csv', readers(1000));
  const content = path.join(newsletters, 'seed');
  // It has two addresses glued together.
  const send = ['send', '--issue', '10', '--content', content, '--despite', 'glued-url'];
  const ran = await gazette.run([...send, '--catch', '--yes', '--json']);
  expect(account(ran)).toMatchObject({ audience: 1000, accepted: 1000, inDoubt: 0 });
  const mails = await Promise.all(gazette.caught().map(parseMail));
  expect(new Set(mails.map(({ to }) => to?.[0]?.address)).size).toBe(1000);
  for (const mail of mails) expect(mail.text).toContain(unsubscribeUrl(mail));
  expect((await gazette.run([...send, '--catch', '--yes'])).code).toBe(5);
});

it('and is small, with every link and the dark design', async () => {
  const issue = path.join(newsletters, 'seed/2017-08-29-bpf-updates-10.md');
  const folder = path.join(gazette.folder, 'rendered');
  const ran = await gazette.run(['render', issue, '--out', folder, '--json']);
  expect(ran.code).toBe(0);
  const { htmlBytes, emlBytes } = JSON.parse(ran.out);
  expect(htmlBytes).toBeLessThanOrEqual(45_000);
  expect(emlBytes).toBeLessThanOrEqual(62_000);
  const html = readFileSync(path.join(folder, `${path.parse(issue).name}.html`), 'utf8');
  const written = readFileSync(issue, 'utf8').match(/\]\(https?:/g) ?? [];
  expect(html.match(/<a href="http/g)?.length).toBeGreaterThanOrEqual(written.length);
  expect(html).toMatch(/prefers-color-scheme:dark\)\{[^@]*\.prose a\{color:#7cb3ff !important\}/);
});
