import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GenerateOptions, generate } from '../../../src/cli/dkim/generate.ts';
import { show } from '../../../src/cli/dkim/show.ts';
import { readDkimKeys } from '../../../src/cli/parts/dkim-keys.ts';
import { openViewingWayOut, openWayOut } from '../../../src/cli/parts/sending-keys.ts';
import { type CommandContext, loadConfig, UsageError } from '../../../src/cli/terminal/command-context.ts';
import { ConfigError } from '../../../src/config.ts';

const options: GenerateOptions = { config: 'pennypost.yaml', type: 'rsa' };
const newsletter = `name: The Gazette
from: letters@gazette.example
postalAddress: 1 Post Street
reason: You signed up.
publicUrl: https://letters.gazette.example
`;

let cwd = '';
let out: string[] = [];
let err: string[] = [];
let context: CommandContext;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'pennypost-dkim-'));
  [out, err] = [[], []];
  context = {
    cwd,
    env: {},
    out: (line) => void out.push(line),
    err: (text) => void err.push(text),
    input: Readable.from([]),
    screen: new PassThrough(),
    isInteractive: false,
    stop: new AbortController().signal,
  };
  configure('');
});
afterEach(() => rmSync(cwd, { recursive: true }));

const inside = (file: string) => path.join(cwd, file);
const configure = (more: string) => writeFileSync(inside('pennypost.yaml'), newsletter + more);
const config = () => loadConfig(context, options);

function keyFile(name: string, bits = 2048): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(inside(name), pem, { mode: 0o600 });
  return pem;
}

describe('pennypost dkim generate', () => {
  it('keeps the key for its owner alone, and prints the record and what to configure', async () => {
    expect(await generate(options, context)).toBe(0);
    const file = inside('.pennypost/dkim/pennypost.pem');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(file))).toEqual(['pennypost.pem']);
    expect(readFileSync(inside('.pennypost/.gitignore'), 'utf8')).toBe('*\n');
    expect(out.join('')).toContain('pennypost._domainkey.gazette.example. IN TXT (');
    // What it says to add to the config can be added as it stands.
    configure(err.join('').slice(err.join('').indexOf('dkim:')));
    const printed = [...out];
    out = [];
    expect(await show(options, context)).toBe(0);
    expect(out).toEqual(printed);
    const { keys, faults, warnings } = await readDkimKeys(config());
    expect(keys).toMatchObject([
      { domain: 'gazette.example', selector: 'pennypost', algorithm: 'rsa-sha256' },
    ]);
    expect([...faults, ...warnings]).toEqual([]);
  });

  it('makes an Ed25519 key beside it, and signs for another domain', async () => {
    await generate({ ...options, type: 'ed25519', domain: 'Münze.example', json: true }, context);
    const record = JSON.parse(out.join(''));
    expect(record.name).toBe('pennypost-ed25519._domainkey.xn--mnze-0ra.example');
    expect(record.value).toMatch(/^v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=$/);
    expect(err.join('')).toContain('    domain: xn--mnze-0ra.example\n');
  });

  it('needs no newsletter where it is told everything', async () => {
    rmSync(inside('pennypost.yaml'));
    await generate({ ...options, domain: 'gazette.example', out: 'keys/a b.pem' }, context);
    expect(statSync(inside('keys/a b.pem')).mode & 0o777).toBe(0o600);
    expect(err.join('')).toContain('    key: "keys/a b.pem"\n');
    await expect(generate({ ...options, out: 'x.pem' }, context)).rejects.toThrow(ConfigError);
  });

  it('never writes over a key', async () => {
    await generate(options, context);
    const before = readFileSync(inside('.pennypost/dkim/pennypost.pem'));
    await expect(generate(options, context)).rejects.toThrow('exists already');
    expect(readFileSync(inside('.pennypost/dkim/pennypost.pem'))).toEqual(before);
    expect(readdirSync(inside('.pennypost/dkim'))).toEqual(['pennypost.pem']);
  });

  it.each([
    [{ bits: '1024' }, '2048 to 4096'],
    [{ bits: '2e9' }, '2048 to 4096'],
    [{ type: 'ed25519', bits: '2048' }, 'for RSA'],
    [{ selector: 'a b' }, '"a b" is no selector'],
    [{ selector: '../a' }, '"../a" is no selector'],
    [{ domain: 'nowhere' }, '"nowhere" is not a domain'],
    [{ out: 'pennypost.yaml/key.pem' }, 'cannot be written'],
  ] as const)('refuses %j', async (wrong, why) => {
    const refused = generate({ ...options, ...wrong }, context);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(why);
    expect(out).toEqual([]);
    expect(existsSync(inside('.pennypost/dkim'))).toBe(false);
  });

  it('says that git would take the key, where it would', async () => {
    execFileSync('git', ['init', '--quiet', cwd]);
    await generate(options, context);
    expect(err.join('')).not.toContain('.gitignore');
    await generate({ ...options, out: 'key.pem' }, context);
    expect(err.join('')).toContain(`Git does not ignore ${inside('key.pem')} yet`);
    err = [];
    writeFileSync(inside('.gitignore'), '*.key\n');
    await generate({ ...options, out: 'pennypost.key' }, context);
    expect(err.join('')).not.toContain('.gitignore');
  });
});

describe('pennypost dkim show', () => {
  it('says that there is nothing to show, and what is wrong with a key', async () => {
    await expect(show(options, context)).rejects.toThrow('names no DKIM key');
    configure('dkim: {selector: news, key: news.pem}\n');
    await expect(show(options, context)).rejects.toThrow('news.pem');
  });
});

describe('the keys of the config', () => {
  const faultsOf = async (lines: string) => {
    configure(lines);
    return (await readDkimKeys(config())).faults.join('\n');
  };

  it('that cannot be used are all told of, with their line and nothing of what is in them', async () => {
    const pem = keyFile('short.pem', 768);
    writeFileSync(inside('text.pem'), 'hunter2 is my password');
    mkdirSync(inside('folder.pem'));
    const names = ['none.pem', 'text.pem', 'short.pem', 'folder.pem'];
    const said = await faultsOf(
      `dkim:\n${names.map((key, n) => `  - {selector: s${n}, key: ${key}}\n`).join('')}`,
    );
    for (const name of names) expect(said).toContain(inside(name));
    expect(said.split('\n')).toHaveLength(names.length);
    for (const line of said.split('\n')) expect(line).toMatch(/^pennypost\.yaml:6: /);
    expect(said).not.toContain('hunter2');
    for (const line of pem.split('\n').slice(1, -2)) expect(said).not.toContain(line);
    await expect(openWayOut(config(), () => undefined)).rejects.toThrow(ConfigError);
  });

  it('hinder nobody from looking at a message where they are not', async () => {
    keyFile('here.pem');
    configure('dkim:\n  - {selector: a, key: here.pem}\n  - {selector: b, key: gone.pem}\n');
    expect((await openViewingWayOut(config(), context.err)).dkim.keys).toMatchObject([{ selector: 'a' }]);
    expect(err.join('')).toMatch(/gone\.pem.*without this signature/);
  });

  it('may not share a selector', async () => {
    keyFile('a.pem');
    expect(await faultsOf('dkim:\n  - {selector: a, key: a.pem}\n  - {selector: A, key: a.pem}\n')).toContain(
      'a._domainkey.gazette.example is named twice',
    );
  });

  it('that work but had better not be so are warned of', async () => {
    keyFile('weak.pem', 1024);
    keyFile('open.pem');
    chmodSync(inside('open.pem'), 0o644);
    configure(
      'dkim:\n  - {selector: a, key: weak.pem}\n  - {selector: b, key: open.pem, domain: other.example}\n' +
        '  - {selector: c, key: weak.pem, domain: mail.gazette.example}\n',
    );
    const { keys, warnings } = await readDkimKeys(config());
    expect(keys).toHaveLength(3);
    expect(warnings).toEqual([
      expect.stringMatching(/^pennypost\.yaml:6: .*weak\.pem has 1024 bits/),
      expect.stringMatching(/open\.pem is open to others/),
      expect.stringMatching(/in the name of other\.example.* DMARC/),
      expect.stringMatching(/weak\.pem has 1024 bits/),
    ]);
    await openWayOut(config(), context.err);
    expect(err).toHaveLength(4);
  });
});
