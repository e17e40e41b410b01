import type { IssueListing } from '../issue-listing.ts';
import { markdownExtension } from '../listing/issue-path.ts';
import { matchIssues, readWanted, type Wanted } from './match-issues.ts';
import { nearestIssues } from './nearest-issues.ts';

export type IssueSearch =
  | { readonly kind: 'found'; readonly issue: IssueListing }
  | {
      readonly kind: 'none';
      readonly wanted: string;
      /** Up to three, the nearest first: by number, by date, or by the letters of the slug. */
      readonly nearest: readonly IssueListing[];
      /** Issues of another number that say the wanted one in a less trusted place. */
      readonly otherwise: readonly IssueListing[];
    }
  | {
      readonly kind: 'several';
      readonly wanted: string;
      readonly why: 'languages' | 'years' | 'files';
      readonly candidates: readonly IssueListing[];
    }
  | {
      readonly kind: 'refused';
      readonly why: 'draft' | 'template' | 'parts' | 'withheld';
      readonly issue: IssueListing;
    };

/**
 * Finds the one issue that `wanted` names: `10`, `#10`, `2024-09-15`, `2022-W01`, a slug, or a path with or without
 * its folder. Of translations the one in `language` is taken, where exactly one is. Never guesses. `folders` are the
 * whole paths under which the content directory is known, where a path must be one of its files and no other's.
 */
export function findIssue(
  listing: readonly IssueListing[],
  wanted: string,
  language: string | null = null,
  folders: Wanted['folders'] = null,
): IssueSearch {
  const what = readWanted(wanted, folders);
  const matches = matchIssues(listing, what);
  const issues = chooseLanguage(
    matches.filter((issue) => !issue.draft),
    language,
  );
  const [first, second] = issues.length > 0 ? issues : matches;
  if (first === undefined) return notFound(listing, what);
  if (second !== undefined) {
    const candidates = issues.length > 0 ? issues : matches;
    return { kind: 'several', wanted: what.text, why: whySeveral(candidates), candidates };
  }
  if (first.kind !== 'issue') return { kind: 'refused', why: first.kind, issue: first };
  if (!markdownExtension.test(first.path)) return { kind: 'refused', why: 'parts', issue: first };
  if (first.page?.published === false) return { kind: 'refused', why: 'withheld', issue: first };
  return { kind: 'found', issue: first };
}

function chooseLanguage(issues: readonly IssueListing[], language: string | null): readonly IssueListing[] {
  if (issues.length < 2 || language === null) return issues;
  const wanted = language.toLowerCase();
  const inLanguage = issues.filter(({ language: own }) => {
    return own?.toLowerCase() === wanted || own?.toLowerCase().split('-')[0] === wanted.split('-')[0];
  });
  if (inLanguage.length > 0) return inLanguage;
  const unmarked = issues.filter((issue) => issue.language === null);
  return unmarked.length > 0 ? unmarked : issues;
}

function whySeveral(candidates: readonly IssueListing[]): 'languages' | 'years' | 'files' {
  const distinct = (values: readonly (string | null)[]): boolean =>
    new Set(values).size === candidates.length;
  if (distinct(candidates.map((issue) => issue.language))) return 'languages';
  return distinct(candidates.map((issue) => (issue.year === null ? null : String(issue.year))))
    ? 'years'
    : 'files';
}

function notFound(listing: readonly IssueListing[], wanted: Wanted): IssueSearch {
  const { text, number } = wanted;
  const otherwise = number === null ? [] : listing.filter((issue) => issue.otherNumbers.includes(number));
  return { kind: 'none', wanted: text, nearest: nearestIssues(listing, wanted), otherwise };
}
