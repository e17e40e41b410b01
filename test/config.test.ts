import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const good = `name: The Gazette
from: "The Gazette, daily <letters@gazette.example>"
postalAddress: |
  The Gazette
  1 Post Street
reason: You signed up.
publicUrl: https://letters.gazette.example/
`;
const secret = 'x'.repeat(44);

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'pennypost-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function read(text: string, env: Record<string, string> = {}, more = {}) {
  writeFileSync(path.join(cwd, 'pennypost.yaml'), text);
  return readConfig({ cwd, file: 'pennypost.yaml', env, ...more });
}

function faults(text: string, env: Record<string, string> = {}): string {
  try {
    read(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join('\n');
    throw error;
  }
  throw new Error('no fault was found');
}

describe('readConfig', () => {
  it('has letters passed on to where answers go, if it is told to, and never to where they came from', () => {
    expect(read(good).lettersTo).toBeNull();
    const on = `${good}forwardLetters: true\n`;
    expect(read(on).lettersTo).toBe('letters@gazette.example');
    expect(read(`${on}replyTo: editor@gazette.example\n`).lettersTo).toBe('editor@gazette.example');
    for (const setting of ['unsubscribeMailbox', 'returnPath'])
      expect(faults(`${on}${setting}: Letters@gazette.example\n`)).toMatch(
        /^pennypost\.yaml:8: answers go to letters@gazette\.example, which is the mailbox that letters are taken from/,
      );
  });

  it('fills in what ten lines leave out', () => {
    const config = read(good);
    expect(config).toMatchObject({
      contentDirectory: path.join(cwd, 'issues'),
      listsDirectory: path.join(cwd, 'subscribers'),
      dataDirectory: path.join(cwd, '.pennypost'),
      outboxDirectory: path.join(cwd, '.pennypost/outbox'),
      templatesDirectory: null,
      template: 'digest',
      trustedProxies: [],
      connections: 10,
      databaseUrl: null,
      redisUrl: null,
      relays: [],
      secrets: null,
    });
    expect(config.newsletter).toMatchObject({
      from: { name: 'The Gazette, daily', address: 'letters@gazette.example' },
      postalAddress: ['The Gazette', '1 Post Street'],
      listId: 'the-gazette.gazette.example',
      publicUrl: 'https://letters.gazette.example',
      unsubscribeMailbox: null,
      returnPathDomain: 'gazette.example',
      siteUrl: null,
    });
  });

  it('gives two newsletters of a domain a List-Id each, whatever the script of their names', () => {
    const listId = (name: string) => read(good.replace('The Gazette\n', `${name}\n`)).newsletter.listId;
    expect(listId('Zoë’s Weekly, No. 1')).toBe('zoe-s-weekly-no-1.gazette.example');
    const [first, second] = ['点灯人', '渡し守'].map(listId);
    expect(first).toMatch(/^newsletter-[0-9a-f]{8}\.gazette\.example$/);
    expect(second).not.toBe(first);
  });

  it('writes its own addresses as headers can carry them', () => {
    const { newsletter } = read(
      good.replace(
        /^publicUrl: .*$/m,
        'publicUrl: https://Bücher.example/Näws//\nsiteUrl: https://bücher.example',
      ),
    );
    expect(newsletter.publicUrl).toBe('https://xn--bcher-kva.example/N%C3%A4ws');
    expect(newsletter.siteUrl).toBe('https://xn--bcher-kva.example');
  });

  it('refuses a sender or an address for answers that many servers cannot read', () => {
    expect(faults(good.replace('letters@', 'briefträger@'))).toMatch(/"from".*before the @/);
    expect(faults(`${good}replyTo: zoë@gazette.example\n`)).toMatch(/"replyTo".*before the @/);
  });

  it('gives a token to the relays with a user and no password, and refuses one that is for nobody', () => {
    const urls = 'smtp://me@a.example smtp://me:pw@b.example';
    const { relays } = read(good, { SMTP_URL: urls, SMTP_TOKEN_FILE: '/run/token' });
    expect(relays.map(({ auth }) => auth)).toEqual([
      { user: 'me', token: { file: '/run/token' } },
      { user: 'me', password: 'pw' },
    ]);
    const said = faults(good, {
      SMTP_URL: 'smtp://b.example',
      SMTP_TOKEN_FILE: '/run/token',
      SMTP_TOKEN_COMMAND: 'token',
    });
    expect(said).toMatch(/both set/);
    expect(said).toMatch(/no relay with a user and no password/);
  });

  it('greets relays with the name of the machine, or that of the pages where it has no dot', () => {
    const names = (url: string) => read(good, { SMTP_URL: url }).relays.map(({ clientName }) => clientName);
    const own = hostname().includes('.') ? hostname().toLowerCase() : 'letters.gazette.example';
    expect(names('smtp://mail.example.com smtp://b.example?name=news.example')).toEqual([
      own,
      'news.example',
    ]);
    const local = good.replace(/^publicUrl: .*$/m, 'publicUrl: http://127.0.0.1:8080');
    const [name] = read(local, { SMTP_URL: 'smtp://mail.example.com' }).relays.map(
      ({ clientName }) => clientName,
    );
    if (!hostname().includes('.')) expect(name).toBe('gazette.example');
  });

  it('takes the fields that a provider wants, and none that are ours', () => {
    const fields = (yaml: string) => read(`${good}providerHeaders:\n${yaml}`).providerHeaders;
    expect(fields('  X-PM-Message-Stream: letters\n')).toEqual([['X-PM-Message-Stream', 'letters']]);
    for (const yaml of [
      '  List-Unsubscribe: x\n',
      '  X-Auto-Response-Suppress: All\n',
      '  X-A: "b\\r\\nTo: c"\n',
    ])
      expect(() => fields(yaml)).toThrow('providerHeaders');
  });

  it('takes the proxies that are believed, one or a list, and says which is no network', () => {
    const proxies = (yaml: string) => read(`${good}trustedProxies:${yaml}\n`).trustedProxies;
    expect(proxies(' 127.0.0.1')).toEqual([{ address: '127.0.0.1', prefix: 32 }]);
    expect(proxies('\n  - 10.0.0.0/8\n  - FD00::/8')).toEqual([
      { address: '10.0.0.0', prefix: 8 },
      { address: 'fd00::', prefix: 8 },
    ]);
    expect(faults(`${good}trustedProxies: [127.0.0.1, proxy.example]\n`)).toMatch(
      /^pennypost\.yaml:8: .*"trustedProxies\.1" .*"proxy\.example" is no address and no network/,
    );
  });

  it('names a mailbox to leave by where one is read', () => {
    const mailbox = (yaml: string, env = {}) => read(yaml, env).newsletter.unsubscribeMailbox;
    const env = { BOUNCE_MAILBOX_URL: 'imaps://bounces:sesame@mail.gazette.example/INBOX' };
    const yaml = `${good}returnPathDomain: b.gazette.example\n`;
    expect(mailbox(yaml)).toBeNull();
    expect(mailbox(yaml, env)).toBe('unsubscribe@b.gazette.example');
    expect(mailbox(`${yaml}unsubscribeMailbox: leave@gazette.example\n`, env)).toBe('leave@gazette.example');
  });

  it('takes one return path for all, which is the mailbox to leave by too, and not with a relay that loses the Message-ID', () => {
    const yaml = `${good}returnPath: letters@gazette.example\n`;
    const env = { BOUNCE_MAILBOX_URL: 'imaps://letters:sesame@mail.gazette.example/INBOX' };
    expect(read(good).returnPath).toBeNull();
    expect(read(yaml, env)).toMatchObject({
      returnPath: 'letters@gazette.example',
      newsletter: { unsubscribeMailbox: 'letters@gazette.example' },
    });
    const ses = 'smtps://u:p@email-smtp.eu-west-1.amazonaws.com';
    const lost = /^pennypost\.yaml:\d+: the relay \S+:465 puts another Message-ID in the place of ours/;
    expect(faults(yaml, { SMTP_URL: ses })).toMatch(lost);
    expect(faults(yaml, { SMTP_URL: 'smtps://u:p@mail.example?rewrites' })).toMatch(lost);
    // These keep ours in a field of its own.
    for (const url of [`${ses}?rewrites=no`, 'smtp://u:p@smtp.office365.com', 'smtps://u:p@mail.example'])
      expect(read(yaml, { SMTP_URL: url }).relays).toHaveLength(1);
    expect(faults(`${good}returnPath: grüße@gazette.example\n`)).toMatch(/"returnPath" .* before the @/);
  });

  it('takes the folders of the command line from where the command was typed', () => {
    const config = read(good, {}, { contentDirectory: 'drafts', dataDirectory: '/var/lib/pennypost' });
    expect(config.contentDirectory).toBe(path.join(cwd, 'drafts'));
    expect(config.outboxDirectory).toBe('/var/lib/pennypost/outbox');
  });

  it('reads the servers and the secrets from the environment', () => {
    const config = read(good, {
      DATABASE_URL: 'postgres://me@db.example/pennypost',
      REDIS_URL: 'redis://redis.example',
      SMTP_URL: 'smtps://me:pw@mail.example',
      PENNYPOST_SECRET: `${secret}, old${secret}`,
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgres://me@db.example/pennypost',
      relays: [{ host: 'mail.example' }],
      secrets: [secret, `old${secret}`],
    });
  });

  it('says every fault at once, with its line', () => {
    const text = `nmae: x\nfrom: "a@b.example\\r\\nBcc: x@y.example"\nreason: [a]\npublicUrl: http://letters.example\n`;
    const said = faults(text, { SMTP_URL: 'mail.example', REDIS_URL: 'redis://r.example' });
    expect(said).toContain('pennypost.yaml:1: there is no field "nmae"');
    expect(said).toContain('the field "name" is missing');
    expect(said).toContain('the field "postalAddress" is missing');
    expect(said).toMatch(/pennypost\.yaml:2: the field "from" is not right: .*control character/);
    expect(said).toContain('pennypost.yaml:3: the field "reason" is not right');
    expect(said).toMatch(/pennypost\.yaml:4: .*https/);
    expect(said).toContain('SMTP_URL cannot be used');
    expect(said).toContain('REDIS_URL is set without DATABASE_URL');
  });

  it('names the line of what is not YAML, and the file that is not there', () => {
    expect(faults('name: a\nname: b\n')).toMatch(/pennypost\.yaml:2: .*second time/);
    expect(() => readConfig({ cwd, file: 'other.yaml', env: {} })).toThrow('There is no other.yaml');
  });

  it('reads one DKIM key or several, for the domain of the newsletter where none is named', () => {
    const place = 'pennypost.yaml:8';
    const one = { domain: 'gazette.example', selector: 'news', keyFile: path.join(cwd, 'news.pem'), place };
    expect(read(good).dkim).toEqual([]);
    expect(read(`${good}dkim: {selector: News, key: news.pem}\n`).dkim).toEqual([one]);
    const both = 'dkim:\n  - selector: news\n    key: news.pem\n';
    const other = '  - {selector: k1.b, domain: Münze.example, key: /etc/k1.pem}\n';
    const second = { domain: 'xn--mnze-0ra.example', selector: 'k1.b', keyFile: '/etc/k1.pem', place };
    expect(read(good + both + other).dkim).toEqual([one, second]);
  });

  it.each([
    ['dkim:', /"dkim.0" .*must have a selector and a key/],
    ['dkim: news.pem', /"dkim.0" .*must have a selector and a key/],
    ['dkim: {key: a.pem}', /"dkim.0.selector" .*is missing/],
    ['dkim: {selector: a}', /"dkim.0.key" .*is missing/],
    ['dkim: {selector: a_b, key: a.pem}', /"dkim.0.selector" .*"a_b" is no selector/],
    ['dkim: {selector: a, key: a.pem, domain: nowhere}', /"dkim.0.domain" .*must be a domain/],
    ['dkim: {selector: a, key: a.pem, bits: 2048}', /there is no field "dkim.0.bits"\.$/],
  ])('says where %j is wrong', (text, why) => {
    expect(faults(`${good}${text}\n`)).toMatch(why);
    expect(faults(`${good}${text}\n`)).toContain('pennypost.yaml:8: ');
  });

  it('never shows a password', () => {
    const said = faults(good, {
      DATABASE_URL: 'mysql://me:hunter2@db.example/x',
      SMTP_URL: 'smtp://me:hunter2@h?x=1',
    });
    expect(said).not.toContain('hunter2');
  });

  it('wants a secret that all processes share where they share a database', () => {
    expect(faults(good, { DATABASE_URL: 'postgres://db.example/x' })).toContain(
      'PENNYPOST_SECRET is not set',
    );
  });
});
