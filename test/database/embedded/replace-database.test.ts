import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  finishReplacing,
  isBeingReplaced,
  replaceDatabase,
} from '../../../src/database/embedded/replace-database-file.ts';
import { isEmbedded } from '../../../src/database/open/open-database-sql.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);
const saysIn = (name: string) => readFileSync(path.join(at(name), 'who'), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pennypost-replace-'));
  for (const [name, who] of [
    ['database', 'old'],
    ['scratch/database', 'new'],
  ] as const) {
    mkdirSync(at(name), { recursive: true });
    writeFileSync(path.join(at(name), 'who'), who);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a database takes the place of another, which is kept', () => {
  replaceDatabase(at('database'), at('scratch/database'), at('database.before'));
  expect([saysIn('database'), saysIn('database.before')]).toEqual(['new', 'old']);
  expect(readdirSync(folder).sort()).toEqual(['database', 'database.before', 'scratch']);
});

it('a database comes where there was none', () => {
  rmSync(at('database'), { recursive: true });
  replaceDatabase(at('database'), at('scratch/database'), at('database.before'));
  expect(saysIn('database')).toBe('new');
  expect(existsSync(at('database.before'))).toBe(false);
});

const note = () =>
  writeFileSync(
    at('database.replacing'),
    JSON.stringify({ fresh: 'scratch/database', aside: 'database.before' }),
  );
const steps: readonly (readonly [string, () => void])[] = [
  ['it was written down', note],
  [
    'the old one was aside',
    () => {
      note();
      renameSync(at('database'), at('database.before'));
    },
  ],
  [
    'the new one was there',
    () => {
      note();
      renameSync(at('database'), at('database.before'));
      renameSync(at('scratch/database'), at('database'));
    },
  ],
];

it.each(steps)('killed when %s, it is finished by whoever takes the folder next', (_, happened) => {
  happened();
  expect(isEmbedded(folder)).toBe(true);
  finishReplacing(at('database'));
  expect([saysIn('database'), saysIn('database.before')]).toEqual(['new', 'old']);
  expect(isBeingReplaced(at('database'))).toBe(false);
  finishReplacing(at('database'));
  expect(saysIn('database')).toBe('new');
});

it('killed before it was written down, it is the old one', () => {
  writeFileSync(at('database.replacing.draft'), '{"fresh"');
  finishReplacing(at('database'));
  expect(saysIn('database')).toBe('old');
});
