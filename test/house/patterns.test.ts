import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slowText } from '../../scripts/check-patterns/slow-text.ts';

const slow = [
  ['a run before the end', /\/+$/],
  ['blanks on both sides', /[ \t]*\n[ \t]*/g],
  ['an opening that is never closed', /<[^>]*>/g],
  ['two runs of the same characters', /^\s*#?\s*(\d+)$/],
  ['a repetition in a repetition', /^(?:[ \t]*[-?:][ \t]+){100}/m],
  ['a run before what does not come', /(?:[\w-]+=)/],
  ['what looks back along a run', /(?<=^[ \t>]*`{3,}[ \t]*)\{/m],
] as const;
const quick = [
  ['a run that is entered at its start', /(?<!\/)\/+$/],
  ['a run between two others', /(?:(?<![ \t])[ \t]+)?\n[ \t]*/g],
  ['an opening that ends at the next', /<[^<>]*>/g],
  ['a bounded repetition', /^[a-z]{1,64}@[a-z.]{1,255}$/],
] as const;
const length = 24_000;

function patternOf({ source, flags }: RegExp) {
  return { place: 'planted', source, flags };
}

describe('a text made for a pattern', () => {
  it.each(slow)('takes long: %s', (_, pattern) => {
    expect(slowText(patternOf(pattern), length)).not.toBeNull();
  });

  it.each(quick)('is read quickly: %s', (_, pattern) => {
    expect(slowText(patternOf(pattern), length)).toBeNull();
  });
});

describe('check:patterns', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennypost-patterns-'));
    mkdirSync(join(folder, 'src'));
    writeFileSync(
      join(folder, 'src/written.ts'),
      'export const end = /fine/;\nexport const slashes = /\\/+$/;\n',
    );
    writeFileSync(
      join(folder, 'src/composed.ts'),
      "const blank = '[ \\\\t]*';\nexport const soft = new RegExp([blank, blank].join('\\\\n'), 'g');\n",
    );
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names the place of each, written or put together', () => {
    const tsx = resolve('node_modules/tsx/dist/cli.mjs');
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [tsx, resolve('scripts/check-patterns.ts')],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toMatch(/^src\/written\.ts:2: /m);
    expect(stderr).toMatch(/^src\/composed\.ts:2: /m);
    expect(stdout).toContain('3 patterns of src checked, 2 faults.');
    expect(status).toBe(1);
  });
});
