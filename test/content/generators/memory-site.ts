import { readFrontMatter } from '../../../src/content/front-matter/read-front-matter.ts';
import {
  findIssueSite,
  type IssueSite,
  type SiteChoice,
} from '../../../src/content/generators/issue-site.ts';
import type { IssuePage } from '../../../src/content/issue-listing.ts';
import type { Repository } from '../../../src/content/site/site.ts';

export const choice: SiteChoice = {
  generator: null,
  siteUrl: 'https://pier.example',
  buildZone: null,
  permalink: null,
  now: new Date('2026-11-30T12:00:00Z'),
};

/** A repository of these files, by their paths. */
export function repositoryOf(files: Readonly<Record<string, string>>): Repository {
  const below = (folder: string) => (folder === '' ? '' : `${folder}/`);
  return {
    read: (path) => files[path] ?? null,
    list: (folder) => {
      const paths = Object.keys(files).filter((path) => path.startsWith(below(folder)));
      return [...new Set(paths.map((path) => path.slice(below(folder).length).split('/')[0] ?? ''))].sort();
    },
  };
}

/** The site of a repository whose root is the content folder. */
export async function siteOf(
  files: Readonly<Record<string, string>>,
  changes: Partial<SiteChoice> = {},
): Promise<IssueSite | null> {
  return await findIssueSite([{ repository: repositoryOf(files), content: '' }], { ...choice, ...changes });
}

/** What the site makes of each of its markdown files: the path of its address, decoded, or the reason why there is none. */
export async function addressesOf(
  files: Readonly<Record<string, string>>,
  changes: Partial<SiteChoice> = {},
): Promise<Record<string, string>> {
  const site = await siteOf(files, changes);
  const markdown = Object.entries(files).filter(([path]) => /\.(?:mdx?|markdown)$/.test(path));
  return Object.fromEntries(
    markdown.map(([path, text]) => [path, describe(site?.pageOf(path, text, readFrontMatter(text)) ?? null)]),
  );
}

function describe(page: IssuePage | 'section' | null): string {
  if (page === null || page === 'section') return String(page);
  if (!page.published) return `withheld: ${page.why}`;
  return page.url === null ? `unknown: ${page.why}` : decodeURIComponent(new URL(page.url).pathname);
}
