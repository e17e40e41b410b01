import { posix, relative, resolve, sep } from 'node:path';
import { ContentError } from './content-error.ts';
import {
  findMarkdownFiles,
  isInside,
  maxFileBytes,
  openContent,
  readHeads,
  readWhole,
} from './content-file.ts';
import { describeFinding } from './describe-finding.ts';
import { findIssue } from './find-issue.ts';
import type { Issue } from './issue.ts';
import type { IssueListing } from './issue-listing.ts';
import { markdownExtension } from './issue-path.ts';
import { listIssues, listNamedFile } from './list-issues.ts';
import { type IssueOptions, parseIssue } from './parse-issue.ts';

/**
 * The issues under a directory, newest first.
 * @throws {ContentError} if there is no such directory.
 */
export async function listIssueFiles(contentDir: string): Promise<IssueListing[]> {
  return await listRoot(await openContent(contentDir));
}

async function listRoot(root: string): Promise<IssueListing[]> {
  return listIssues(await readHeads(root, await findMarkdownFiles(root)));
}

/**
 * Reads the one issue that `wanted` names: number, date, slug or path (see {@link findIssue}).
 * @throws {ContentError} if there is none, if there are several, if it is a draft, or if its file has faults.
 */
export async function readIssue(contentDir: string, wanted: string, options: IssueOptions): Promise<Issue> {
  const root = await openContent(contentDir);
  const folder = contentDir.replaceAll(sep, '/');
  const listing = await findListing(root, folder, wanted, options.language);
  const path = posix.join(folder, listing.path);
  const text = await readWhole(root, listing.path);
  if (text === null) {
    throw new ContentError([
      `${path}: the file is no UTF-8 text of up to ${maxFileBytes} bytes: save it as UTF-8.`,
    ]);
  }
  const parsed = parseIssue(path, text, listing, options);
  if (!parsed.ok) throw new ContentError(parsed.faults);
  return parsed.issue;
}

async function findListing(
  root: string,
  folder: string,
  wanted: string,
  language: string,
): Promise<IssueListing> {
  const finding = findIssue(await listRoot(root), wanted, language);
  if (finding.kind === 'found') return finding.issue;
  const named = finding.kind === 'none' ? await listNamed(root, wanted) : null;
  if (named !== null) return named;
  throw new ContentError(describeFinding(finding, folder));
}

/** A path to a file that is not listed (no number, no date, among other pages) still names that file. */
async function listNamed(root: string, wanted: string): Promise<IssueListing | null> {
  if (!markdownExtension.test(wanted)) return null;
  for (const base of [root, '.']) {
    const path = relative(root, resolve(base, wanted)).replaceAll(sep, '/');
    if (path.startsWith('../') || !(await isInside(root, path))) continue;
    const [file] = await readHeads(root, [path]);
    return file === undefined ? null : listNamedFile(file);
  }
  return null;
}
