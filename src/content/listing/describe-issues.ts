import { textField } from '../front-matter/fields.ts';
import type { IssueListing, IssuePage } from '../issue-listing.ts';
import { groupBy } from '../text/group-by.ts';
import type { IssueFacts } from './issue-facts.ts';
import { assignKeys } from './issue-keys.ts';
import type { IssueSource } from './issue-source.ts';
import { isIndexName } from './issue-unit.ts';
import { describeFaults, describeNamesakes, describeWarnings } from './issue-warnings.ts';
import type { ClaimedFacts } from './join-claims.ts';

/** What the site makes of each file that was looked at. */
export type AddressBook = ReadonlyMap<IssueSource, IssuePage | 'section' | null>;

/** The listings of the issues, each with its key. */
export function describeIssues(facts: readonly ClaimedFacts[], pages: AddressBook): IssueListing[] {
  const unkeyed = facts.map((one) => ({
    ...listingOf(one, pages),
    isYearly: one.isYearly,
    known: one.known,
  }));
  const keys = assignKeys(unkeyed);
  const sameNumbers = groupBy(unkeyed, (issue) => `${issue.number} ${issue.year} ${issue.language}`);
  return unkeyed.map((issue) => {
    const { isYearly: _, known: __, warnings, ...listing } = issue;
    const namesakes = sameNumbers.get(`${issue.number} ${issue.year} ${issue.language}`) ?? [];
    const key = keys.get(issue) ?? listing.path;
    return { ...listing, key, warnings: [...warnings, ...describeNamesakes(issue, namesakes)] };
  });
}

function listingOf(one: ClaimedFacts, pages: AddressBook): Omit<IssueListing, 'key'> {
  const { source, unit } = one;
  const page = pages.get(source);
  const kind = one.kind === 'page' ? 'issue' : one.kind;
  const folder = source.folders.slice(0, (unit.depth ?? 0) + 1).join('/');
  return {
    path: unit.main === null ? folderPath(source.path, unit.depth ?? 0) : source.path,
    kind,
    number: one.number,
    date: one.date,
    period: one.period,
    year: one.year,
    slug: slugOf(one, folder),
    title: unit.main === null ? null : source.title,
    draft: kind !== 'issue',
    language: one.language,
    page: typeof page === 'object' ? page : null,
    parts: [...unit.parts.map((part) => part.path), ...one.claimed].sort(),
    otherNumbers: [...new Set(Object.values(one.stated))].filter((number) => number !== one.number),
    faults: describeFaults(one),
    warnings: describeWarnings(one),
  };
}

function folderPath(path: string, depth: number): string {
  return path
    .split('/')
    .slice(0, depth + 1)
    .join('/');
}

/** The slug of the front matter; else the last segment of its address; else the name of the file or its folder. */
function slugOf({ source, unit }: IssueFacts, folder: string): string {
  const stated = textField(source.fields, ['slug', 'path', 'permalink'])?.text ?? '';
  const segment = /[:{}]/.test(stated) ? '' : (stated.split('/').findLast((part) => part !== '') ?? '');
  const name =
    isIndexName(source.stem) || unit.main === null ? (folder.split('/').at(-1) ?? '') : source.stem;
  return unit.main !== null && /\p{L}/u.test(segment) ? segment : name || source.stem;
}
