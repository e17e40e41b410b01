import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuiltSite, openBuiltSite } from '../built/built-folder-file.ts';
import { builtLinks } from '../built/built-links.ts';
import { type FoundPage, findBuiltPage } from '../built/find-built-page.ts';
import { wordsOfMarkdown } from '../built/page-words.ts';
import type { Finding } from '../finding.ts';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import type { BuiltFolder, IssueLinks, IssueSite } from '../generators/issue-site.ts';
import { inParallel } from '../in-parallel.ts';
import type { IssueListing, IssuePage } from '../issue-listing.ts';
import type { MarkdownFile } from '../listing/issue-source.ts';
import { findRepository } from './image-file.ts';

/** An issue, and where what stands in it leads. */
export interface SeenIssue {
  readonly listing: IssueListing;
  readonly links: IssueLinks | null;
  readonly findings: readonly Finding[];
}

/** The issues with the pages that were built of them. */
export interface SitePages {
  /** Each with its page; a contradiction between rules and page is among its warnings. */
  list(listing: readonly IssueListing[], heads: readonly MarkdownFile[]): Promise<readonly IssueListing[]>;
  /** One of them, by its whole text. */
  look(listing: IssueListing, text: string): Promise<SeenIssue>;
}

const concurrency = 16;

/**
 * Opens the built site of the issues below `root`.
 * @throws ContentError if there is no such folder, or it leads out of the repository
 */
export async function openSitePages(root: string, site: IssueSite, built: BuiltFolder): Promise<SitePages> {
  const repository = await findRepository(root);
  const pages = await openBuiltSite(built.folder, built.shownAs, { repository, cache: built.cache });
  const find = (listing: IssueListing, text: string) => findPage(root, { site, pages }, listing, text);
  return {
    async list(listing, heads) {
      const texts = new Map(heads.map(({ path, text }) => [path, text]));
      return inParallel(listing, concurrency, async (issue) => {
        const found = await find(issue, texts.get(issue.path) ?? '');
        return found === null ? issue : withPage(issue, found);
      });
    },
    async look(listing, text) {
      const found = await find(listing, text);
      const links = site.linksOf(listing.path, text, readFrontMatter(text));
      if (found === null) return { listing, links: listing.page === null ? null : links, findings: [] };
      const seen = withPage(listing, found);
      const { url } = found.page;
      if (found.built === null || url === null) return { listing: seen, links, findings: findingsOf(found) };
      const shownAs = `${built.shownAs}/${found.built.file}`;
      const shown = { page: found.built, url, shownAs, has: pages.has };
      return { listing: seen, links: builtLinks(links, shown), findings: findingsOf(found) };
    },
  };
}

/** Null where neither the rules nor the built site know a page of it. */
async function findPage(
  root: string,
  { site, pages }: { site: IssueSite; pages: BuiltSite },
  listing: IssueListing,
  text: string,
): Promise<FoundPage | null> {
  const frontMatter = readFrontMatter(text);
  const words = wordsOfMarkdown(frontMatter.body);
  const ruled = site.pageOf(listing.path, text, frontMatter);
  if (ruled === 'section' || words.length === 0) return null;
  const unknown: IssuePage = { url: null, published: true, why: null, isPost: false };
  const { base } = site.linksOf(listing.path, text, frontMatter);
  const changed = (await stat(join(root, listing.path)).catch(() => null))?.mtimeMs ?? 0;
  const sought = { title: listing.title, words, changed, page: ruled ?? unknown };
  const found = await findBuiltPage(pages, { base }, sought);
  return ruled === null && found.built === null ? null : found;
}

function withPage(listing: IssueListing, { page, warning, fault }: FoundPage): IssueListing {
  const told = [warning, fault].filter((one) => one !== null).map((one) => `${listing.path}: ${one}`);
  return { ...listing, page, warnings: [...listing.warnings, ...told] };
}

function findingsOf({ warning, fault }: FoundPage): Finding[] {
  const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return [
    ...(fault === null
      ? []
      : [{ rule: 'stale-site', severity: 'error', line: null, message: sentence(fault) } as const]),
    ...(warning === null
      ? []
      : [{ rule: 'site-differs', severity: 'warning', line: null, message: sentence(warning) } as const]),
  ];
}
