import type { IssueListing, IssuePage } from '../issue-listing.ts';
import { type AddressBook, describeIssues } from './describe-issues.ts';
import { findFacts, type SiteDays } from './issue-facts.ts';
import { joinUnits, unitOf } from './issue-folders.ts';
import { kindOf } from './issue-kind.ts';
import { type IssueSource, type MarkdownFile, readIssueSource } from './issue-source.ts';
import { joinClaims } from './join-claims.ts';
import { keepIssues } from './keep-issues.ts';
import { sortNewestFirst } from './sort-issues.ts';

/** What a site makes of a file; `section` for the index of a section, null where it makes nothing of it that is known. */
export type PageFinder = (source: IssueSource) => IssuePage | 'section' | null;

/** Markdown that is no part of a site that anybody knows. */
export const nowhere: PageFinder = () => null;

/**
 * Finds the issues among the markdown files of a newsletter, newest first, under the conventions of any site generator
 * and without configuration. Never throws: what is wrong with a file stands in its listing. Files that are no issues
 * (READMEs, lists, includes) are left out, and so are sections; every other page of the site is one.
 */
export function listIssues(files: readonly MarkdownFile[], pageOf: PageFinder = nowhere): IssueListing[] {
  const paths = new Set(files.map((file) => file.path));
  const inOrder = files.toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  const all = inOrder.map((file) => readIssueSource(file, (path) => paths.has(path)));
  const pages: AddressBook = new Map(all.map((source) => [source, pageOf(source)]));
  const isPost = (source: IssueSource) => {
    const page = pages.get(source) ?? 'section';
    return page !== 'section' && page.isPost;
  };
  // A name with an underscore is a page where the site makes one of it.
  const isUnderscored = ({ path }: IssueSource) => /(?:^|\/)_[^/]*$/.test(path);
  const sources = all.filter(
    (source) => kindOf(source) !== 'page' || (isUnderscored(source) && isPost(source)),
  );
  const others = sources.filter((source) => pages.get(source) !== 'section' && !isPost(source));
  const units = [...sources.filter(isPost).map(unitOf), ...joinUnits(others)];
  const facts = findFacts(units, siteDays(pages));
  const kept = keepIssues(facts, ({ source }) => isPost(source));
  return sortNewestFirst(describeIssues(joinClaims(kept), pages));
}

/** As {@link listIssues}, for a single file that the editor named: it is listed whatever it looks like. */
export function listNamedFile(file: MarkdownFile, pageOf: PageFinder = nowhere): IssueListing | null {
  const source = readIssueSource(file, () => false);
  const pages: AddressBook = new Map([[source, pageOf(source)]]);
  const facts = findFacts(joinUnits([source]), siteDays(pages));
  return (
    describeIssues(
      facts.map((one) => ({ ...one, claimed: [] })),
      pages,
    )[0] ?? null
  );
}

function siteDays(pages: AddressBook): SiteDays {
  return (source) => {
    const page = pages.get(source) ?? 'section';
    return page === 'section' ? undefined : page.day;
  };
}
