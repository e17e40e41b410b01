import { groupBy } from '../text/group-by.ts';

export interface Keyed {
  readonly path: string;
  readonly number: number | null;
  readonly isYearly: boolean;
  readonly known: { readonly date: string | null; readonly year: number | null };
  readonly period: string | null;
  readonly slug: string;
  readonly language: string | null;
  readonly draft: boolean;
}

/** From this share of the issues on, files without a language are the newsletter's own language. */
const unmarkedShare = 0.2;

/**
 * A key for each issue, unique among them. Where a key is asked for twice (numbers that start again each year, two
 * letters of one day) the earlier issue keeps it, so that a key once used for a send never passes to another issue.
 */
export function assignKeys<Issue extends Keyed>(issues: readonly Issue[]): Map<Issue, string> {
  const language = mainLanguage(issues);
  const keys = new Map<Issue, string>();
  const taken = new Set<string>();
  for (const issue of issues.toSorted(byAge)) {
    const suffix = issue.language === language || issue.language === null ? '' : `-${issue.language}`;
    const wanted = candidates(issue).map((key) => cleanKey(key) + suffix);
    const key =
      wanted.find((candidate) => candidate !== '' && !taken.has(candidate)) ?? numbered(issue.path, taken);
    taken.add(key);
    keys.set(issue, key);
  }
  return keys;
}

function candidates(issue: Keyed): string[] {
  const { number, period } = issue;
  const { year, date } = issue.known;
  const numbered = number === null || issue.isYearly ? [] : [String(number)];
  const inYear = number === null || year === null ? [] : [`${year}-${number}`];
  const dated = issue.isYearly ? [period, date] : [date, period];
  return [
    ...numbered,
    ...(numbered.length > 0 ? inYear : []),
    ...dated.filter((text) => text !== null),
    issue.slug,
    issue.path,
  ];
}

/** Where even the path says what another issue is called: the path and the first number that makes it its own. */
function numbered(path: string, taken: ReadonlySet<string>): string {
  const base = cleanKey(path) || 'issue';
  let copy = 2;
  while (taken.has(`${base}-${copy}`)) copy += 1;
  return `${base}-${copy}`;
}

/** A key travels in headers and ids: letters, digits, dots, dashes and underscores only. */
function cleanKey(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '');
}

/** Finished issues before drafts, the older before the newer, and those without a date last. */
function byAge(a: Keyed, b: Keyed): number {
  const age = ({ known, period }: Keyed): string => known.date ?? period ?? String(known.year ?? 'undated');
  return Number(a.draft) - Number(b.draft) || compare(age(a), age(b)) || compare(a.path, b.path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function mainLanguage(issues: readonly Keyed[]): string | null {
  const counts = [...groupBy(issues, (issue) => issue.language)].map(([language, group]) => ({
    language,
    count: group.length,
  }));
  const unmarked = counts.find(({ language }) => language === null)?.count ?? 0;
  if (unmarked >= issues.length * unmarkedShare) return null;
  return counts.toSorted((a, b) => b.count - a.count)[0]?.language ?? null;
}
