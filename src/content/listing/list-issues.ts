import type { IssueListing } from '../issue-listing.ts';
import { describeIssues } from './describe-issues.ts';
import { findFacts } from './issue-facts.ts';
import { joinUnits } from './issue-folders.ts';
import { kindOf } from './issue-kind.ts';
import { type MarkdownFile, readIssueSource } from './issue-source.ts';
import { joinClaims } from './join-claims.ts';
import { keepIssues } from './keep-issues.ts';
import { sortNewestFirst } from './sort-issues.ts';

/**
 * Finds the issues among the markdown files of a newsletter, newest first, under the conventions of any site generator
 * and without configuration. Never throws: what is wrong with a file stands in its listing. Files that are no issues
 * (READMEs, lists, includes) are left out.
 */
export function listIssues(files: readonly MarkdownFile[]): IssueListing[] {
  const paths = new Set(files.map((file) => file.path));
  const inOrder = files.toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  const sources = inOrder.map((file) => readIssueSource(file, (path) => paths.has(path)));
  const facts = findFacts(joinUnits(sources.filter((source) => kindOf(source) !== 'page')));
  const issues = joinClaims(keepIssues(facts));
  return sortNewestFirst(describeIssues(issues));
}

/** As {@link listIssues}, for a single file that the editor named: it is listed whatever it looks like. */
export function listNamedFile(file: MarkdownFile): IssueListing | null {
  const facts = findFacts(joinUnits([readIssueSource(file, () => false)]));
  return describeIssues(facts.map((one) => ({ ...one, claimed: [] })))[0] ?? null;
}
