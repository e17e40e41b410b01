import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../../../src/cli/run-command.ts';

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pennypost test '));
  data = join(folder, '.pennypost');
  writeFileSync(
    join(folder, 'pennypost.yaml'),
    'name: Gazette\nfrom: gazette@example.com\npostalAddress: 1 Wick Street\nreason: You asked.\n' +
      'publicUrl: https://letters.example.com\n',
  );
  mkdirSync(join(folder, 'issues'));
  writeFileSync(join(folder, 'issues', '1.md'), '---\ntitle: Hello\n---\n\nHello.\n');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(data, 'secret'), 'a secret of this test alone, and of no other\n', { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommand(args, {
    cwd: folder,
    env,
    out: (line) => out.push(line),
    err: (text) => err.push(text),
    input: Readable.from([]),
    screen: new PassThrough(),
    isInteractive: false,
    stop: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('') };
}

it('says nothing of files that are for their owner alone', async () => {
  expect((await run(['issues'])).err).not.toContain('open to others');
});

it('warns of a secret that others can read with what mends it, once a command, beside the data', async () => {
  const secret = join(data, 'secret');
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(secret, mode);
    const { code, out, err } = await run(['issues', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(1);
    expect(err.split('open to others')).toHaveLength(2);
    expect(err).toContain(
      `Warning: The secret ${secret} is open to others on this machine: chmod 600 '${secret}'\n`,
    );
  }
});

it('warns of the data folder and of the file of a token', async () => {
  const token = join(folder, 'token');
  writeFileSync(token, 'abc\n', { mode: 0o644 });
  chmodSync(token, 0o644);
  chmodSync(data, 0o755);
  const { err } = await run(['issues', '--json'], {
    SMTP_URL: 'smtps://me@relay.example smtps://you@other.example',
    SMTP_TOKEN_FILE: token,
  });
  expect(err).toContain(`The data folder ${data} is open to others on this machine: chmod 700 '${data}'`);
  expect(err).toContain(`chmod 600 '${token}'`);
  expect(err.split('SMTP_TOKEN_FILE')).toHaveLength(2);
});
