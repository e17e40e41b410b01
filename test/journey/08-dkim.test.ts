import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyWith } from '../mail/verify-dkim.ts';
import { openInbox } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';
import type { Ran } from './running.ts';

let gazette: Newsletter;

beforeEach(async () => {
  gazette = await newsletter('postgres');
});
afterEach(() => gazette.remove());

/** What the DNS would answer if the editor published what the program prints. */
function zoneOf({ out }: Ran): Map<string, string[]> {
  const records = out.trim().split('\n');
  return new Map(records.map((line) => JSON.parse(line)).map(({ name, strings }) => [name, strings]));
}

it('signs whatever leaves with the keys that were generated, RSA and Ed25519', async () => {
  const suggested: string[] = [];
  for (const type of ['rsa', 'ed25519']) {
    const { code, err } = await gazette.run(['dkim', 'generate', '--type', type]);
    expect(code).toBe(0);
    suggested.push(err.slice(err.indexOf('  - selector')).trimEnd());
  }
  gazette.configure(`dkim:\n${suggested.join('\n')}\n`);
  const zone = zoneOf(await gazette.run(['dkim', 'show', '--json']));
  expect([...zone.keys()]).toEqual([
    'pennypost._domainkey.lamplighter.example',
    'pennypost-ed25519._domainkey.lamplighter.example',
  ]);

  const inbox = await openInbox();
  const real = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
  expect(account(real)).toMatchObject({ accepted: 3 });
  const test = ['send', '--issue', '10', '--to', 'editor@example.com'];
  expect((await gazette.run(test, { SMTP_URL: inbox.url })).code).toBe(0);
  await inbox.close();
  const caught = await gazette.run(['send', '--issue', '10', '--yes', '--json', '--catch']);
  expect(account(caught)).toMatchObject({ accepted: 3 });
  const rendered = await gazette.run(['render', 'issues/010-wicks.md', '--out', 'rendered']);

  const messages = [
    ...inbox.mails.map(({ raw }) => raw),
    ...gazette.caught(),
    readFileSync(path.join(gazette.folder, 'rendered/010-wicks.eml')),
  ];
  expect(messages).toHaveLength(3 + 1 + 3 + 1);
  for (const message of messages) {
    expect(message.toString()).toMatch(/^DKIM-Signature: /);
    expect(await verifyWith(message, zone)).toEqual(['pass', 'pass']);
  }
  const key = readFileSync(path.join(gazette.folder, '.pennypost/dkim/pennypost.pem'), 'utf8');
  const said = [real, caught, rendered].map(({ out, err }) => out + err).join('');
  for (const line of key.split('\n').slice(1, -2)) expect(said + messages.join('')).not.toContain(line);
});

it('sends nothing unsigned where a key is missing, though the message can still be looked at', async () => {
  await gazette.run(['dkim', 'generate', '--out', 'news.pem', '--selector', 'news']);
  gazette.configure('dkim: {selector: news, key: news.pem}\n');
  rmSync(path.join(gazette.folder, 'news.pem'));
  for (const how of [
    ['--yes', '--catch'],
    ['--to', 'editor@example.com', '--catch'],
  ]) {
    const refused = await gazette.run(['send', '--issue', '10', ...how]);
    expect(refused.err).toMatch(/^pennypost: pennypost\.yaml:\d+: there is no DKIM key .*news\.pem/m);
    expect(refused.code).toBe(1);
  }
  expect(gazette.caught()).toHaveLength(0);
  const rendered = await gazette.run(['render', 'issues/010-wicks.md', '--out', 'rendered']);
  expect(rendered.err).toContain('without this signature');
  expect(rendered.code).toBe(0);
});
