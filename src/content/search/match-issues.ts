import type { IssueListing } from '../issue-listing.ts';
import { isoDay, periodOf } from '../listing/issue-date.ts';
import { type DateReading, readDates } from '../listing/issue-date-readings.ts';
import { markdownExtension } from '../listing/issue-path.ts';
import { foldText } from '../text/fold-text.ts';

/** What the editor may mean, in the forms it is compared in. */
export interface Wanted {
  readonly text: string;
  readonly number: number | null;
  readonly reading: DateReading | null;
  /** The content directory by its whole path, however it is known; null where that is not. */
  readonly folders: readonly string[] | null;
}

export function readWanted(wanted: string, folders: Wanted['folders'] = null): Wanted {
  const text = wanted.trim();
  const plain = foldText(text);
  const digits = /^(?:issue|number|no\.?)?\s*(?:#\s*)?(\d{1,5})$/i.exec(plain)?.[1];
  const { readings, rest } = readDates(plain);
  const reading = readings.length === 1 && /^[\s/]*$/.test(rest) ? (readings[0]?.reading ?? null) : null;
  return { text, number: digits === undefined ? null : Number(digits), reading, folders };
}

type Matcher = (issue: IssueListing, wanted: Wanted) => boolean;

/** In this order; the first that matches any issue decides. */
const matchers: readonly Matcher[] = [
  (issue, { text, folders }) => isPathOf(issue, text, folders),
  (issue, { number }) => number !== null && (issue.number ?? partOf(issue.period)) === number,
  (issue, { reading }) => reading !== null && isOfDate(issue, reading),
  (issue, { text }) => issue.key === text,
  (issue, { reading }) => reading !== null && isOfMonth(issue, reading),
  (issue, { reading }) => reading !== null && isOfYear(issue, reading),
  (issue, { text }) => issue.slug.toLowerCase() === text.toLowerCase(),
];

/** The issues that are what is wanted, in the surest sense in which there are any. */
export function matchIssues(listing: readonly IssueListing[], wanted: Wanted): IssueListing[] {
  for (const matcher of matchers) {
    const matches = listing.filter((issue) => matcher(issue, wanted));
    if (matches.length > 0) return matches;
  }
  return [];
}

/**
 * `issues/010.md`, `./010.md`, `010.md`, and a longer path that begins with the folders above the content; one that
 * begins with other folders is another file's.
 */
function isPathOf(issue: IssueListing, text: string, folders: Wanted['folders']): boolean {
  const path = text
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/(?<!\/)\/+$/, '');
  if (!path.includes('/') && !markdownExtension.test(path)) return false;
  const forms = [issue.path, issue.path.replace(markdownExtension, '')];
  return forms.some(
    (form) =>
      form === path ||
      form.endsWith(`/${path}`) ||
      (path.endsWith(`/${form}`) && isAbove(path.slice(0, -form.length - 1), folders)),
  );
}

function isAbove(path: string, folders: Wanted['folders']): boolean {
  return folders?.some((folder) => folder === path || folder.endsWith(`/${path}`)) ?? true;
}

function partOf(period: string | null): number | null {
  const part = /(?:-W|\/)(\d+)$/.exec(period ?? '')?.[1];
  return part === undefined ? null : Number(part);
}

/**
 * The day itself, also where the issue is known by another than its site shows, or the period of that name: what is
 * `2019-11` to the editor may be a month or a number of 2019.
 */
function isOfDate(issue: IssueListing, reading: DateReading): boolean {
  const day = isoDay(reading, null);
  if (day !== null) return issue.date === day || issue.key === day;
  const week = { ...reading, isWeek: true };
  const periods = [periodOf(reading, true), periodOf(reading, false), periodOf(week, false)];
  return issue.period !== null && periods.includes(issue.period);
}

/** `2019-11` for the issue of 2019-11-07. */
function isOfMonth(issue: IssueListing, reading: DateReading): boolean {
  const month = periodOf(reading, true);
  return month !== null && (issue.date?.startsWith(`${month}-`) ?? false);
}

/** `2019-2` or `2019/2`: issue 2 of 2019, where numbers start again each year. */
function isOfYear(issue: IssueListing, reading: DateReading): boolean {
  return reading.kind === 'part-of-year' && issue.number === reading.part && issue.year === reading.year;
}
