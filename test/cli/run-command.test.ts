import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pennypost-command-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], input = '') {
  const said = { out: '', err: '' };
  const code = await runCommand(args, {
    cwd: folder,
    env: {},
    out: (line) => {
      said.out += `${line}\n`;
    },
    err: (text) => {
      said.err += text;
    },
    input: Readable.from([Buffer.from(input)]),
    screen: new PassThrough(),
    isInteractive: false,
    stop: new AbortController().signal,
  });
  return { code, ...said };
}

describe('a command as a function', () => {
  it.each([
    [['--help'], 0, /^Usage: pennypost/, /^$/],
    [['bounces', '--help'], 0, /^Usage: pennypost bounces/, /^$/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
    [['sned'], 2, /^$/, /unknown command[\s\S]*Try `pennypost --help`/],
    [['bounces', 'shwo'], 2, /^$/, /unknown command/],
    [['dkim', 'show', '--nonsense'], 2, /^$/, /unknown option/],
    [['issues'], 1, /^$/, /^pennypost: .*pennypost\.yaml/],
  ])('%j says it all to the streams it was given, and gives the exit code', async (args, code, out, err) => {
    const written = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
    const ran = await run(args);
    expect(ran).toEqual({ code, out: expect.stringMatching(out), err: expect.stringMatching(err) });
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
    expect(process.exitCode).toBeUndefined();
  });

  it('reads what is piped from its own input, and finds files in its own folder', async () => {
    writeFileSync(path.join(folder, 'one.eml'), 'Subject: hello\n\nhello\n');
    expect(await run(['bounces', 'classify', 'one.eml', '-'], 'Subject: hello\n\nhello\n')).toEqual({
      code: 0,
      out: expect.stringMatching(/^one\.eml +other[^\n]*\n- +other/m),
      err: expect.stringMatching(/2 messages: 2 other/),
    });
  });
});
