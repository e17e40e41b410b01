import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leaksOf } from '../content/reader-leaks.ts';
import { newsletters } from './places.ts';

describe.each(
  readdirSync(newsletters, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name),
)('no file of %s', (name) => {
  const files = readdirSync(join(newsletters, name), { recursive: true })
    .map(String)
    .filter((file) => /\.mdx?$|\.markdown$/.test(file));
  it('throws, or leaks what is not for readers', () => {
    const found = files.flatMap((file) => leaksOf(file, readFileSync(join(newsletters, name, file), 'utf8')));
    expect(found).toEqual([]);
  });
});
