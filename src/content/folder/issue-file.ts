import { posix, relative, resolve, sep } from 'node:path';
import { ContentError } from '../content-error.ts';
import { imageSources } from '../html/image-sources.ts';
import type { Issue } from '../issue.ts';
import type { IssueListing } from '../issue-listing.ts';
import { markdownExtension } from '../listing/issue-path.ts';
import { listIssues, listNamedFile } from '../listing/list-issues.ts';
import { describeSearch } from '../search/describe-search.ts';
import { findIssue } from '../search/find-issue.ts';
import {
  findMarkdownFiles,
  isInside,
  maxFileBytes,
  openContent,
  readHeads,
  readWhole,
} from './content-file.ts';
import { readImages } from './image-file.ts';
import { type IssueOptions, type ParsedIssue, parseIssue } from './parse-issue.ts';

export interface ReadOptions extends IssueOptions {
  /** Drafts and templates are refused unless the editor only looks at them. */
  readonly drafts?: 'refuse' | 'allow';
}

/** The issues of a directory, listed once to read any of them. */
export interface IssueFolder {
  /** Newest first. */
  readonly listing: readonly IssueListing[];
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
export async function openIssueFolder(contentDir: string, shownAs = contentDir): Promise<IssueFolder> {
  const root = await openContent(contentDir);
  const listing = await listRoot(root);
  const folder = shownAs.replaceAll(sep, '/');
  return {
    listing,
    async read(wanted, options) {
      const found = await findListing(root, folder, listing, wanted, options);
      const path = posix.join(folder, found.path);
      const text = await readWhole(root, found.path);
      if (text !== null)
        return await withImages(parseIssue(path, text, found, options), root, found, options);
      const message = `the file is no UTF-8 text of up to ${maxFileBytes} bytes: save it as UTF-8.`;
      return { ok: false, path, faults: [{ line: null, message }] };
    },
  };
}

async function withImages(
  parsed: ParsedIssue,
  root: string,
  { path }: IssueListing,
  { siteUrl }: ReadOptions,
): Promise<ParsedIssue> {
  if (!parsed.ok) return parsed;
  const images = await readImages(root, path, imageSources(parsed.issue.markdown), siteUrl);
  return { ok: true, issue: { ...parsed.issue, images } };
}

/** @throws {ContentError} if there is no such directory. */
export async function listIssueFiles(contentDir: string): Promise<readonly IssueListing[]> {
  return (await openIssueFolder(contentDir)).listing;
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
): Promise<Issue> {
  const folder = await openIssueFolder(contentDir, shownAs);
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

async function listRoot(root: string): Promise<IssueListing[]> {
  return listIssues(await readHeads(root, await findMarkdownFiles(root)));
}

async function findListing(
  root: string,
  folder: string,
  listing: readonly IssueListing[],
  wanted: string,
  { language, drafts }: ReadOptions,
): Promise<IssueListing> {
  const folders = [root, resolve(folder)].map((path) => path.replaceAll(sep, '/'));
  const path = await pathInside(root, wanted);
  const search = findIssue(listing, path ?? wanted, language, folders);
  if (search.kind === 'found') return search.issue;
  if (search.kind === 'refused' && search.why !== 'parts' && drafts === 'allow') return search.issue;
  const named = search.kind === 'none' && path !== null ? await listNamed(root, path) : null;
  if (named !== null) return named;
  throw new ContentError(describeSearch(search, folder));
}

/** The file of the content that a path names, seen from there or from the working directory; relative to the content. */
async function pathInside(root: string, wanted: string): Promise<string | null> {
  if (!markdownExtension.test(wanted)) return null;
  for (const base of [root, '.']) {
    const path = relative(root, resolve(base, wanted)).replaceAll(sep, '/');
    if (!path.startsWith('../') && (await isInside(root, path))) return path;
  }
  return null;
}

/** A path to a file that is not listed (no number, no date, among other pages) still names that file. */
async function listNamed(root: string, path: string): Promise<IssueListing | null> {
  const [file] = await readHeads(root, [path]);
  return file === undefined ? null : listNamedFile(file);
}
