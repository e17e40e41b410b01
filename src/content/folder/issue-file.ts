import { posix, relative, resolve, sep } from 'node:path';
import { ContentError } from '../content-error.ts';
import type { Finding } from '../finding.ts';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import { findIssueSite, type IssueSite, type SiteChoice } from '../generators/issue-site.ts';
import { imageSources } from '../html/image-sources.ts';
import { isFileInside } from '../inside-file.ts';
import { addressKey, type Issue } from '../issue.ts';
import type { IssueListing } from '../issue-listing.ts';
import { markdownExtension } from '../listing/issue-path.ts';
import { listIssues, listNamedFile, nowhere, type PageFinder } from '../listing/list-issues.ts';
import { tellSharedAddresses } from '../listing/shared-address.ts';
import { describeSearch } from '../search/describe-search.ts';
import { findIssue } from '../search/find-issue.ts';
import { findMarkdownFiles, maxFileBytes, openContent, readHeads, readWhole } from './content-file.ts';
import { readImages } from './image-file.ts';
import { type IssueOptions, type ParsedIssue, parseIssue } from './parse-issue.ts';
import { siteFolders } from './repository-file.ts';
import { openSitePages, type SeenIssue, type SitePages } from './site-pages-file.ts';
import { webPages } from './web-pages.ts';

export interface ReadOptions extends IssueOptions {
  /** What is not refused although it is no issue to send: for an editor who looks, or who says so. */
  readonly allows?: readonly ('draft' | 'template' | 'withheld')[];
}

/** The issues of a directory, listed once to read any of them. */
export interface IssueFolder {
  /** The site that publishes them; null for plain markdown. */
  readonly site: IssueSite | null;
  /** Newest first, with their pages as the rules of the site have them. */
  readonly listing: readonly IssueListing[];
  /**
   * The same, each with its page as it was built or as it is on the web, where one of these is at hand: every one is looked
   * up, or asked for. To read an issue looks its own up alone.
   */
  pages(): Promise<readonly IssueListing[]>;
  /**
   * Reads the one issue that `wanted` names: number, date, slug or path (see {@link findIssue}).
   * @throws {ContentError} if there is none, if there are several, or if it is a draft.
   */
  read(wanted: string, options: ReadOptions): Promise<ParsedIssue>;
}

/**
 * Opens the issues under a directory. Messages call it `shownAs`.
 * @throws {ContentError} if there is no such directory.
 */
export async function openIssueFolder(
  contentDir: string,
  shownAs = contentDir,
  choice: SiteChoice | null = null,
): Promise<IssueFolder> {
  const root = await openContent(contentDir);
  const site = choice === null ? null : await findIssueSite(siteFolders(root), choice);
  const pageOf = site === null ? nowhere : pagesOf(site);
  const heads = await readHeads(root, await findMarkdownFiles(root));
  const built = site === null || choice === null ? null : await openPages(root, site, choice);
  const ruled = listIssues(heads, pageOf);
  const listing = tellSharedAddresses(ruled);
  const folder = shownAs.replaceAll(sep, '/');
  return {
    site,
    listing,
    pages: async () => (built === null ? listing : tellSharedAddresses(await built.list(ruled, heads))),
    async read(wanted, options) {
      const found = await findListing({ root, folder, listing, pageOf }, wanted, options);
      const path = posix.join(folder, found.path);
      const text = await readWhole(root, found.path);
      if (text !== null) {
        const seen = await lookUp({ site, built }, found, text);
        refuseWithheld(seen.listing, options, folder);
        const parsed = parseIssue(path, text, seen.listing, options, seen.links);
        const findings = [...seen.findings, ...sharedPage(found, seen.listing)];
        return await withImages(withFindings(parsed, findings), root, found, options);
      }
      const message = `the file is no UTF-8 text of up to ${maxFileBytes} bytes: save it as UTF-8.`;
      return { ok: false, path, faults: [{ line: null, message }] };
    },
  };
}

/** Pages on the web go before those of a folder, which go before the rules. */
async function openPages(
  root: string,
  site: IssueSite,
  { online, built }: SiteChoice,
): Promise<SitePages | null> {
  if (online != null) return webPages(site, online);
  return built == null ? null : await openSitePages(root, site, built);
}

/** The issue, its page and where it leads, with the built site in mind where there is one. */
async function lookUp(
  { site, built }: { site: IssueSite | null; built: SitePages | null },
  listing: IssueListing,
  text: string,
): Promise<SeenIssue> {
  if (built !== null) return await built.look(listing, text);
  return { listing, links: site?.linksOf(listing.path, text, readFrontMatter(text)) ?? null, findings: [] };
}

/** @throws ContentError where only the built site told that it does not show the issue */
function refuseWithheld(issue: IssueListing, { allows = [] }: ReadOptions, folder: string): void {
  if (issue.page?.by !== 'built' || issue.page.published || allows.includes('withheld')) return;
  throw new ContentError(describeSearch({ kind: 'refused', why: 'withheld', issue }, folder));
}

/** By the rules; where the page turned out to be elsewhere they say nothing. */
function sharedPage({ page, sharesPageWith }: IssueListing, seen: IssueListing): Finding[] {
  if (sharesPageWith === undefined || seen.page?.url !== page?.url) return [];
  const message = `The page of this issue is at ${page?.url}, and so is that of ${sharesPageWith}, so the site shows one of them only: give one of them another address.`;
  return [{ rule: 'shared-page', severity: 'warning', line: null, message }];
}

function withFindings(parsed: ParsedIssue, findings: readonly Finding[]): ParsedIssue {
  if (!parsed.ok || findings.length === 0) return parsed;
  return { ok: true, issue: { ...parsed.issue, findings: [...parsed.issue.findings, ...findings] } };
}

async function withImages(
  parsed: ParsedIssue,
  root: string,
  { path }: IssueListing,
  { siteUrl }: ReadOptions,
): Promise<ParsedIssue> {
  if (!parsed.ok) return parsed;
  const { markdown, addresses = {} } = parsed.issue;
  const known = (source: string) => addresses[addressKey('image', source)]?.file ?? null;
  const images = await readImages(root, path, imageSources(markdown), siteUrl, known);
  return { ok: true, issue: { ...parsed.issue, images } };
}

/** @throws {ContentError} if there is no such directory. */
export async function listIssueFiles(contentDir: string): Promise<readonly IssueListing[]> {
  return (await openIssueFolder(contentDir)).listing;
}

function pagesOf(site: IssueSite): PageFinder {
  return ({ path, text, frontMatter }) => site.pageOf(path, text, frontMatter);
}

/**
 * As {@link IssueFolder.read}, of a directory that messages call `shownAs`.
 * @throws {ContentError} also for every fault in the file, each with its line.
 */
export async function readIssue(
  contentDir: string,
  wanted: string,
  options: ReadOptions,
  shownAs = contentDir,
  choice: SiteChoice | null = null,
): Promise<Issue> {
  const folder = await openIssueFolder(contentDir, shownAs, choice);
  return issueOrThrow(await folder.read(wanted, options));
}

/** @throws {ContentError} with every fault, each with file and line. */
export function issueOrThrow(parsed: ParsedIssue): Issue {
  if (parsed.ok) return parsed.issue;
  throw new ContentError(
    parsed.faults.map(({ line, column, message }) => {
      const place = [parsed.path, line, column].filter((part) => part != null).join(':');
      return `${place}: ${message}`;
    }),
  );
}

interface OpenFolder extends Pick<IssueFolder, 'listing'> {
  readonly root: string;
  readonly folder: string;
  readonly pageOf: PageFinder;
}

async function findListing(
  { root, folder, listing, pageOf }: OpenFolder,
  wanted: string,
  { language, allows = [] }: ReadOptions,
): Promise<IssueListing> {
  const folders = [root, resolve(folder)].map((path) => path.replaceAll(sep, '/'));
  const path = await pathInside(root, wanted);
  const search = findIssue(listing, path ?? wanted, language, folders);
  if (search.kind === 'found') return search.issue;
  if (search.kind === 'refused' && search.why !== 'parts' && allows.includes(search.why)) return search.issue;
  const named = search.kind === 'none' && path !== null ? await listNamed(root, path, pageOf) : null;
  if (named !== null) return named;
  throw new ContentError(describeSearch(search, folder));
}

/** The file of the content that a path names, seen from there or from the working directory; relative to the content. */
async function pathInside(root: string, wanted: string): Promise<string | null> {
  if (!markdownExtension.test(wanted)) return null;
  for (const base of [root, '.']) {
    const path = relative(root, resolve(base, wanted)).replaceAll(sep, '/');
    if (!path.startsWith('../') && isFileInside(root, path)) return path;
  }
  return null;
}

/** A path to a file that is not listed (no number, no date, among other pages) still names that file. */
async function listNamed(root: string, path: string, pageOf: PageFinder): Promise<IssueListing | null> {
  const [file] = await readHeads(root, [path]);
  return file === undefined ? null : listNamedFile(file, pageOf);
}
