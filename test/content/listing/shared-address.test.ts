import { expect, it } from 'vitest';
import { listIssues } from '../../../src/content/listing/list-issues.ts';
import { tellSharedAddresses } from '../../../src/content/listing/shared-address.ts';

it('two posts with one address are told of, each naming both', () => {
  const text = (issue: number) => `---\ntitle: Tides\nissue: ${issue}\n---\n\nLow water.\n`;
  const files = ['a.md', 'b.md', 'c.md'].map((path, index) => ({ path, text: text(index + 1) }));
  const url = (path: string) => `https://pier.example/${path === 'c.md' ? 'c' : 'tides'}/`;
  const listing = listIssues(files, ({ path }) => ({
    url: url(path),
    published: true,
    why: null,
    isPost: true,
  }));
  const told = tellSharedAddresses(listing).map(({ path, warnings }) => [path, warnings]);
  const shared = 'https://pier.example/tides/';
  expect(told).toEqual([
    ['c.md', []],
    ['b.md', [`b.md: its page is at ${shared}, and so is that of a.md: give one of them another address.`]],
    ['a.md', [`a.md: its page is at ${shared}, and so is that of b.md: give one of them another address.`]],
  ]);
});
