import { monthNumber, monthPattern } from './issue-date-months.ts';
import { issueWordPattern } from './issue-number-words.ts';

/** What a name, a title or a field says of a date. */
export type DateReading =
  | {
      readonly kind: 'day';
      readonly year: number;
      readonly month: number;
      readonly day: number;
      /** Set where the order could have been the other one but for a number above 12: evidence for other files. */
      readonly order?: 'day-first' | 'month-first';
    }
  /** `10-05-2017`: only other files of the newsletter tell which of the two is the day. */
  | { readonly kind: 'day-month'; readonly year: number; readonly first: number; readonly second: number }
  | { readonly kind: 'month'; readonly year: number; readonly month: number }
  /** `2018-28`, `2016/53`, `2022-W01`: the week, or the number within the year, or (up to 12) the month. */
  | { readonly kind: 'part-of-year'; readonly year: number; readonly part: number; readonly isWeek: boolean }
  | { readonly kind: 'year'; readonly year: number }
  /** A time, a day without its year, another calendar: no date for us, but no issue number either. */
  | { readonly kind: 'other' };

export interface PlacedReading {
  readonly reading: DateReading;
  /** Where it stands in the text; `end` is the place behind its last character. */
  readonly start: number;
  readonly end: number;
}

export interface DatedText {
  /** In the order of the text. */
  readonly readings: readonly PlacedReading[];
  /** The text with every date in it blanked out by spaces of the same length; slashes stay. */
  readonly rest: string;
}

interface Rule {
  readonly pattern: RegExp;
  /** Null if the digits are no date after all. */
  readonly read: (groups: readonly (string | undefined)[]) => DateReading | null;
}

const yearGroup = '((?:19[7-9]|20\\d)\\d)';
const zone = '(?:Z|[ ]?[+-]\\d{2}:?\\d{2})?';
const clock = `(?:(?:T|[ _]+)\\d{1,2}:?\\d{2}(?::?\\d{2}(?:\\.\\d+)?)?(?!\\d)${zone}|[-_]\\d{2}-\\d{2}-\\d{2}(?!\\d))?`;
const gap = '[ ._/,-]*';
/** `issue-10-may-2020` is issue 10 of May, not the tenth of May. */
const unnumbered = `(?<![\\d#])(?<!${issueWordPattern}\\.?[ ._#-]?)`;
const dayOfMonth = '(\\d{1,2})(?:st|nd|rd|th|\\.|º)?(?![\\d])';
const range = '(?: ?[-–—] ?\\d{1,2}(?:st|nd|rd|th)?)?';

const other: DateReading = { kind: 'other' };

/** In this order: a pattern may rely on the longer forms above it being gone. */
const rules: readonly Rule[] = [
  rule(`(?<!\\d)${yearGroup}年(\\d{1,2})月(\\d{1,2})日?`, (g) => day(g[0], g[1], g[2])),
  rule(`(?<!\\d)${yearGroup}년 ?(\\d{1,2})월 ?(\\d{1,2})일?`, (g) => day(g[0], g[1], g[2])),
  rule(`(?<!\\d)${yearGroup}([-_./ ])(\\d{1,2})\\2(\\d{1,2})(?!\\d)${clock}`, (g) => day(g[0], g[2], g[3])),
  rule(`(?<!\\d)${yearGroup}/(\\d{1,2})[-_.](\\d{1,2})(?!\\d)`, (g) => day(g[0], g[1], g[2])),
  rule(`(?<!\\d)${yearGroup}/(\\d{2})(\\d{2})(?!\\d)`, (g) => day(g[0], g[1], g[2])),
  rule(`(?<!\\d)${yearGroup}(\\d{2})(\\d{2})(?:T?\\d{4,6})?(?!\\d)`, (g) => day(g[0], g[1], g[2])),
  rule(`${unnumbered}(\\d{1,2})([-_./ ])(\\d{1,2})\\2${yearGroup}(?!\\d)${clock}`, (g) =>
    dayMonth(g[0], g[2], g[3]),
  ),
  rule(`(?<!\\d)(\\d{2})(\\d{2})${yearGroup}(?!\\d)`, (g) => dayMonth(g[0], g[1], g[2])),
  rule(`(?<!\\d)${yearGroup}${gap}${monthPattern}${gap}${dayOfMonth}`, (g) =>
    day(g[0], monthNumber(g[1]), g[2]),
  ),
  rule(
    `${unnumbered}${dayOfMonth}${range}(?: de)?[ ._/-]?${monthPattern}(?: de)?${gap}${yearGroup}(?!\\d)`,
    (g) => day(g[2], monthNumber(g[1]), g[0]),
  ),
  rule(`${monthPattern}${gap}${dayOfMonth}${range}${gap}${yearGroup}(?!\\d)`, (g) =>
    day(g[2], monthNumber(g[0]), g[1]),
  ),
  rule(`(?<!\\d)${yearGroup}[-_/ ]?(?:w|kw|wk|week)[-_ ]?(\\d{1,2})(?!\\d)`, (g) =>
    partOfYear(g[0], g[1], true),
  ),
  rule(`(?<![\\p{L}\\d])(?:w|kw|wk|week)[-_ ]?(\\d{1,2})[-_/ ,]{1,2}${yearGroup}(?!\\d)`, (g) =>
    partOfYear(g[1], g[0], true),
  ),
  rule(`${monthPattern}(?: de| of)?${gap}${yearGroup}(?!\\d)`, (g) => month(g[1], monthNumber(g[0]))),
  rule(`(?<!\\d)${yearGroup}${gap}${monthPattern}`, (g) => month(g[0], monthNumber(g[1]))),
  rule(`(?<!\\d)${yearGroup}年 ?(\\d{1,2})月`, (g) => month(g[0], g[1])),
  rule(`(?<!\\d)${yearGroup}년 ?(\\d{1,2})월`, (g) => month(g[0], g[1])),
  rule(`(?<!\\d)${yearGroup}(0[1-9]|1[0-2])(?!\\d)`, (g) => month(g[0], g[1])),
  rule('(?<!\\d)([0-4]\\d)(0[1-9]|1[0-2])([0-3]\\d)(?!\\d)', (g) => day(`20${g[0]}`, g[1], g[2])),
  rule(`(?<![\\d#])${yearGroup}[-_. ](\\d{1,2})(?![\\d.])`, (g) => partOfYear(g[0], g[1], false)),
  rule(`(?<=^|/)${yearGroup}/(\\d{1,2})(?=/|$)`, (g) => partOfYear(g[0], g[1], false)),
  rule(`${unnumbered}(\\d{1,2})[-_./]${yearGroup}(?!\\d)`, (g) => partOfYear(g[1], g[0], false)),
  rule('(?<!\\d)1[34]\\d\\d([-_./])\\d{1,2}\\1\\d{1,2}(?!\\d)', () => other),
  rule(`${monthPattern} ?${dayOfMonth}`, () => other),
  rule(`${unnumbered}${dayOfMonth}[ -]?${monthPattern}`, () => other),
  rule('(?<!\\d)\\d{1,2}:\\d{2}(?::\\d{2})?(?!\\d)', () => other),
  rule(`(?<!\\p{L})q[1-4][-_ ]?${yearGroup}(?!\\d)|(?<!\\d)${yearGroup}[-_ ]?q[1-4](?!\\d)`, (g) =>
    inYear(g[0] ?? g[1]),
  ),
  // The lifetime of somebody.
  rule('\\(\\d{4} ?[-–—] ?\\d{4}\\)|(?<!\\d)1\\d{3}[–—]\\d{4}(?!\\d)', () => other),
  // After `#` or `issue` even 2019 is a number: some newsletters are daily.
  rule(`(?<!\\d)(?<!(?:#|issue|number|no|nr)[ ._#-]{0,2})${yearGroup}(?!\\d)年?`, (g) => inYear(g[0])),
  // `2023-04-12-W15`: the week of a date that is blank by now.
  rule('(?<= {4}[-_]?)w\\d{1,2}(?!\\d)|(?<!\\p{L})w\\d{1,2}(?=[-_]? {4})', () => other),
];

function rule(source: string, read: Rule['read']): Rule {
  return { pattern: new RegExp(source, 'giu'), read };
}

/** Finds every date in a path, a title or a field. `text` must have its digits in ASCII. */
export function readDates(text: string): DatedText {
  if (!/\d/.test(text)) return { readings: [], rest: text };
  const readings: PlacedReading[] = [];
  let rest = text;
  for (const { pattern, read } of rules) {
    rest = rest.replace(pattern, (...match: unknown[]) => {
      const [whole, groups, start] = partsOf(match);
      const reading = read(groups);
      if (reading === null) return whole;
      readings.push({ reading, start, end: start + whole.length });
      return whole.replaceAll(/[^/]/g, ' ');
    });
  }
  return { readings: readings.sort((a, b) => a.start - b.start), rest };
}

/** The arguments of a replacer: the match, its groups, then its position and the whole text. */
function partsOf(match: readonly unknown[]): [string, (string | undefined)[], number] {
  const at = match.findIndex((part) => typeof part === 'number');
  return [String(match[0]), match.slice(1, at) as (string | undefined)[], Number(match[at])];
}

type Digits = string | number | undefined;

function day(yearDigits: Digits, monthDigits: Digits, dayDigits: Digits): DateReading | null {
  const reading = { year: Number(yearDigits), month: Number(monthDigits), day: Number(dayDigits) };
  return isDay(reading.year, reading.month, reading.day) ? { kind: 'day', ...reading } : null;
}

function dayMonth(first: Digits, second: Digits, yearDigits: Digits): DateReading | null {
  const [a, b, year] = [Number(first), Number(second), Number(yearDigits)];
  const [dayFirst, monthFirst] = [isDay(year, b, a), isDay(year, a, b)];
  if (dayFirst && monthFirst && a !== b) return { kind: 'day-month', year, first: a, second: b };
  if (dayFirst) return { kind: 'day', year, month: b, day: a, ...(a === b ? {} : { order: 'day-first' }) };
  return monthFirst ? { kind: 'day', year, month: a, day: b, order: 'month-first' } : null;
}

function month(yearDigits: Digits, monthDigits: Digits): DateReading | null {
  const number = Number(monthDigits);
  return number >= 1 && number <= 12 ? { kind: 'month', year: Number(yearDigits), month: number } : null;
}

function partOfYear(yearDigits: Digits, partDigits: Digits, isWeek: boolean): DateReading | null {
  const part = Number(partDigits);
  if (isWeek && (part < 1 || part > 53)) return null;
  return { kind: 'part-of-year', year: Number(yearDigits), part, isWeek };
}

function inYear(yearDigits: Digits): DateReading {
  return { kind: 'year', year: Number(yearDigits) };
}

/** True if the calendar has this day. */
function isDay(yearNumber: number, inMonth: number, dayNumber: number): boolean {
  const date = new Date(Date.UTC(yearNumber, inMonth - 1, dayNumber));
  return date.getUTCMonth() === inMonth - 1 && date.getUTCDate() === dayNumber;
}
