import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classify } from '../../../src/cli/bounces/classify.ts';
import type { CommandContext } from '../../../src/cli/terminal/command-context.ts';
import { dsn, failed } from '../../feedback/returned-mail.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pennypost-bounces-'));
  const hostile = failed('550 5.1.1 User unknown \u001b[31mred\u001b[0m', '5.1.1');
  await writeFile(path.join(folder, 'hard.eml'), dsn({ fields: hostile }));
  await writeFile(path.join(folder, 'letter.eml'), 'From: ann@reader.example\nSubject: Hello\n\nHello.\n');
});
afterAll(() => rm(folder, { recursive: true }));

function told(): { out: string[]; err: string[]; context: CommandContext } {
  const [out, err]: [string[], string[]] = [[], []];
  const context: CommandContext = {
    cwd: folder,
    env: {},
    out: (line) => void out.push(line),
    err: (text) => void err.push(text),
    input: Readable.from([]),
    screen: new PassThrough(),
    isInteractive: false,
    stop: new AbortController().signal,
  };
  return { out, err, context };
}

it('prints one line of JSON a file, in the order given', async () => {
  const { out, err, context } = told();
  expect(await classify(['letter.eml', 'hard.eml'], { json: true }, context)).toBe(0);
  expect(out.map((line) => JSON.parse(line))).toEqual([
    {
      file: 'letter.eml',
      kind: 'other',
      recipients: [],
      status: null,
      category: 'not_feedback',
      results: [expect.anything()],
    },
    {
      file: 'hard.eml',
      kind: 'hard',
      recipients: ['reader@reader.example'],
      status: '5.1.1',
      category: 'invalid_recipient',
      results: [
        expect.objectContaining({ recipient: 'reader@reader.example', kind: 'hard', action: 'failed' }),
      ],
    },
  ]);
  expect(err).toEqual([]);
});

it('prints a table that a stranger cannot colour, and what it adds up to', async () => {
  const { out, err, context } = told();
  await classify(['hard.eml', 'letter.eml'], {}, context);
  expect(out[0]).toMatch(/^file +kind +recipient +status +category +why$/);
  expect(out[1]).toMatch(
    /^hard\.eml +hard +reader@reader\.example +5\.1\.1 +invalid_recipient +550 5\.1\.1 User unknown/,
  );
  expect(out.join('\n')).not.toContain('\u001b');
  expect(err).toEqual(['2 messages: 1 hard, 1 other\n']);
});

it('answers for the files it can read, and then says which it cannot', async () => {
  const { out, context } = told();
  const run = classify(['gone.eml', 'hard.eml', 'lost.eml'], { json: true }, context);
  await expect(run).rejects.toMatchObject({
    name: 'FeedbackError',
    faults: ['gone.eml: cannot be read (ENOENT).', 'lost.eml: cannot be read (ENOENT).'],
  });
  expect(out).toHaveLength(1);
});
