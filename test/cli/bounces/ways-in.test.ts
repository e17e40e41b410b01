import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../src/cli/run-command.ts';

const config = `name: The Lamplighter
from: The Lamplighter <letters@lamplighter.example>
postalAddress: 1 Wick Street, Lampton
reason: You asked for it on lamplighter.example.
publicUrl: https://letters.lamplighter.example
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pennypost-ways-'));
  writeFileSync(path.join(folder, 'pennypost.yaml'), config);
  writeFileSync(path.join(folder, 'one.eml'), 'Subject: failure notice\n\ngone\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], env: Record<string, string> = {}, input = '') {
  let err = '';
  const code = await runCommand(args, {
    cwd: folder,
    env,
    out: () => undefined,
    err: (text) => {
      err += text;
    },
    input: Readable.from([Buffer.from(input)]),
    screen: new PassThrough(),
    isInteractive: false,
    stop: new AbortController().signal,
  });
  return { code, err };
}

const everything = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const mailbox = { BOUNCE_MAILBOX_URL: 'imap://bounces:sesame@127.0.0.1:1/INBOX' };

describe('a command that reads what was sent', () => {
  it.each([
    ['bounces', 'fetch'],
    ['bounces', 'process', '-'],
    ['bounces', 'process', 'one.eml'],
    ['bounces', 'list'],
    ['bounces', 'stats', '10'],
    ['bounces', 'show', 'ada@example.com'],
    ['bounces', 'undo', 'ada@example.com'],
    ['bounces', 'confirm'],
    ['status'],
    ['status', '10'],
    ['who', '10'],
    ['reader', 'ada@example.com'],
    ['pause', '10'],
    ['resume', '10'],
    ['cancel', '10'],
    ['retry', '10', '--failed'],
    ['serve', '--port', '0'],
  ])('makes no database and no secret: %s %s %s', async (...args) => {
    const before = everything();
    const { code, err } = await run(
      args.filter((arg) => arg !== undefined),
      mailbox,
    );
    expect({ code, err }).toEqual({ code: 75, err: expect.stringContaining('There is no database in ') });
    expect(err).toContain(path.join(folder, '.pennypost'));
    expect(err).toContain('DATABASE_URL');
    expect(everything()).toEqual(before);
  });

  it.each([['fetch'], ['process', '-'], ['process', 'one.eml']])(
    'opens no database whose secret is not there: %s',
    async (...args) => {
      mkdirSync(path.join(folder, '.pennypost/database'), { recursive: true });
      const before = everything();
      const { code, err } = await run(['bounces', ...args], mailbox);
      expect(code).toBe(75);
      expect(err).toContain(`There is no secret in ${path.join(folder, '.pennypost/secret')}`);
      expect(everything()).toEqual(before);
    },
  );

  it('takes a database that was never finished for none', async () => {
    mkdirSync(path.join(folder, '.pennypost/database'), { recursive: true });
    writeFileSync(path.join(folder, '.pennypost/database.creating'), '');
    expect((await run(['status'])).code).toBe(75);
  });

  it('comes again where only its secret was not passed on', async () => {
    const env = { ...mailbox, DATABASE_URL: 'postgres://127.0.0.1:1/news' };
    for (const args of [['fetch'], ['process', 'one.eml'], ['process', '-']])
      expect(await run(['bounces', ...args], env)).toEqual({
        code: 75,
        err: expect.stringContaining('PENNYPOST_SECRET is not set'),
      });
  });
});

describe('in the pipe of a mail system', () => {
  it.each([
    [['bounces', 'process', '--nonsense', '-']],
    [['bounces', 'proces', '-']],
    [['bounces', 'process', '--recipient', 'b+x@example.com']],
    [['bounces', 'process', '--recipient', 'a@example.com', '-', 'one.eml']],
    [['--confg', 'other.yaml', 'bounces', 'process', '-']],
    [['--config', 'other.yaml', 'bounces', 'process', '-']],
    [['--data', '/dev/null/here', 'bounces', 'process', '-']],
  ])('every mistake of ours is 75, with a word of it: %j', async (args) => {
    const { code, err } = await run(args, {}, 'Subject: x\n\nx\n');
    expect(code).toBe(75);
    expect(err).not.toBe('');
    expect(err).not.toContain('in a way that it should not');
  });

  it('and nowhere else', async () => {
    expect((await run(['bounces', 'process', '--nonsense', 'one.eml'])).code).toBe(2);
    expect((await run(['bounces', 'classify', '--nonsense', '-'])).code).toBe(2);
  });
});
