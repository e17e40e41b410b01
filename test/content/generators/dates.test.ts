import { describe, expect, it } from 'vitest';
import type { SiteChoice } from '../../../src/content/generators/issue-site.ts';
import type { IssueListing } from '../../../src/content/issue-listing.ts';
import { listIssues } from '../../../src/content/listing/list-issues.ts';
import { findIssue } from '../../../src/content/search/find-issue.ts';
import { siteOf } from './memory-site.ts';

type Files = Readonly<Record<string, string>>;

async function list(files: Files, changes: Partial<SiteChoice> = {}): Promise<IssueListing[]> {
  const site = await siteOf(files, changes);
  const markdown = Object.entries(files).filter(([path]) => path.endsWith('.md'));
  return listIssues(
    markdown.map(([path, text]) => ({ path, text })),
    ({ path, text, frontMatter }) => site?.pageOf(path, text, frontMatter) ?? null,
  );
}

async function datesOf(files: Files, changes?: Partial<SiteChoice>): Promise<Record<string, string | null>> {
  const listing = await list(files, changes);
  return Object.fromEntries(listing.map(({ path, date }) => [path, date]));
}

const post = (date: string) => `---\ntitle: A lamp\n${date}\n---\n\nOil.\n`;
const both = post('date: 2026-04-07');

describe('the date of an issue that is a page of a site', () => {
  it.each<[string, string, Files]>([
    ['Jekyll', '_posts/2026-03-06-lamp.md', { '_config.yml': 'title: Pier\n' }],
    ['Zola', 'content/2026-03-06-lamp.md', { 'zola.toml': 'base_url = "https://pier.example"\n' }],
    ['Eleventy', 'posts/2026-03-06-lamp.md', { 'eleventy.config.js': 'export default () => ({});\n' }],
    ['Docusaurus', 'blog/2026-03-06-lamp.md', { 'docusaurus.config.js': 'export default {};\n' }],
    ['Hugo', 'content/posts/2026-03-06-lamp.md', { 'hugo.toml': 'baseURL = "https://pier.example/"\n' }],
  ])('is that of its front matter, and without one that of its name: %s', async (_, path, site) => {
    expect(await datesOf({ ...site, [path]: both })).toEqual({ [path]: '2026-04-07' });
    expect(await datesOf({ ...site, [path]: post('n: 1') })).toEqual({ [path]: '2026-03-06' });
  });

  it('is what the generator takes instead: the name, when it was changed, a date of several', async () => {
    const named = '[frontmatter]\ndate = [":filename", ":default"]\n';
    const hugo = 'baseURL = "https://pier.example/"\n';
    const path = 'content/posts/2026-03-06-lamp.md';
    expect(await datesOf({ 'hugo.toml': `${hugo}${named}`, [path]: both })).toEqual({ [path]: '2026-03-06' });
    const changed = { 'hugo.toml': hugo, 'content/posts/lamp.md': post('lastmod: 2026-05-01') };
    expect(await datesOf(changed)).toEqual({ 'content/posts/lamp.md': '2026-05-01' });
    const created = {
      'mkdocs.yml': 'plugins:\n  - blog\n',
      'docs/blog/posts/lamp.md': post('date:\n  created: 2026-05-02\n  updated: 2026-06-01'),
    };
    expect(await datesOf(created)).toEqual({ 'docs/blog/posts/lamp.md': '2026-05-02' });
  });

  it('is that of the name in a plain folder, with addresses or without', async () => {
    const files = { 'letters/2026-03-06-lamp.md': both };
    expect(await datesOf(files)).toEqual({ 'letters/2026-03-06-lamp.md': '2026-03-06' });
    const permalink = '/letters/:name/';
    expect(await datesOf(files, { permalink })).toEqual({ 'letters/2026-03-06-lamp.md': '2026-03-06' });
  });

  it('never renames an issue: what it was sent by stays, beside any other, and names it still', async () => {
    const files = {
      '_posts/2026-03-06-lamp.md': both,
      '_posts/2026-04-07-wick.md': post('date: 2026-05-01'),
      '_posts/2026-05-01-oil.md': post('n: 1'),
    };
    const keys = (listing: readonly IssueListing[]) =>
      Object.fromEntries(listing.map(({ path, key }) => [path, key]));
    const plain = keys(await list(files));
    const jekyll = await list({ ...files, '_config.yml': 'title: Pier\n' });
    expect(keys(jekyll)).toEqual(plain);
    expect(findIssue(jekyll, '2026-03-06')).toMatchObject({
      kind: 'found',
      issue: { path: '_posts/2026-03-06-lamp.md' },
    });
    // The one has it as its date and the other as its name, so neither is taken for the other.
    expect(findIssue(jekyll, '2026-04-07').kind).not.toBe('found');
  });
});
