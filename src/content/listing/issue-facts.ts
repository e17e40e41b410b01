import { type Fields, textField } from '../front-matter/fields.ts';
import { type DayOrder, daysBetween, fieldDates, findDayOrder, isoDay, periodOf } from './issue-date.ts';
import type { DateReading } from './issue-date-readings.ts';
import { type IssueKind, kindOf } from './issue-kind.ts';
import { numberPlaces, type StatedNumbers, stateNumbers } from './issue-numbers.ts';
import { readLanguage } from './issue-path.ts';
import type { IssueSource } from './issue-source.ts';
import { type IssueUnit, shapeOf } from './issue-unit.ts';

/** What is known of one issue after all files were looked at together. */
export interface IssueFacts {
  readonly unit: IssueUnit;
  /** The main file, or the first of the parts. */
  readonly source: IssueSource;
  readonly kind: IssueKind;
  readonly stated: StatedNumbers;
  readonly number: number | null;
  /** `YYYY-MM-DD`. */
  readonly date: string | null;
  /** What it is known by: the date in its name, else that of its front matter, wherever its site takes `date` from. */
  readonly known: { readonly date: string | null; readonly year: number | null };
  /** The date of the front matter where it lies over a month from the one in the name. */
  readonly otherDate: string | null;
  readonly period: string | null;
  /** BCP 47, from the path, else from the front matter. */
  readonly language: string | null;
  /** The year the name or the date says. */
  readonly year: number | null;
  /** True if the name has at least a year in it: `spring-2024`, `2023-q3`. */
  readonly isYearNamed: boolean;
  /** True if the number is only that of a week or a place within the year. */
  readonly isYearly: boolean;
}

/** Dates in name and front matter may differ by the days between writing and sending. */
const maxDaysApart = 31;

interface Conventions {
  readonly nameOrder: DayOrder;
  readonly fieldOrder: DayOrder;
  /** Shapes of paths in which `2018-28` occurs, so that `2018-11` is no November there. */
  readonly shapesWithWeeks: ReadonlySet<string>;
}

/** The day of a file by its site; see {@link IssuePage.day}. */
export type SiteDays = (source: IssueSource) => string | null | undefined;

export function findFacts(units: readonly IssueUnit[], siteDay: SiteDays): IssueFacts[] {
  const stated = stateNumbers(units);
  const conventions = findConventions(units);
  return units.flatMap((unit, index) => {
    const source = unit.main ?? unit.parts[0];
    return source === undefined
      ? []
      : [factsOf({ unit, source, stated: stated[index] ?? {} }, conventions, siteDay(source))];
  });
}

function findConventions(units: readonly IssueUnit[]): Conventions {
  const sources = units.flatMap((unit) => unit.main ?? unit.parts.slice(0, 1));
  const named = sources.map((source) => ({
    source,
    readings: source.dated.readings.map((placed) => placed.reading),
  }));
  const withWeeks = named.filter(({ readings }) => readings.some(isBeyondMonths));
  return {
    nameOrder: findDayOrder(named.flatMap(({ readings }) => readings)),
    fieldOrder: findDayOrder(sources.flatMap((source) => fieldDates(source.fields))),
    shapesWithWeeks: new Set(withWeeks.map(({ source }) => shapeOf(source.segments))),
  };
}

function isBeyondMonths(reading: DateReading): boolean {
  return reading.kind === 'part-of-year' && (reading.isWeek || reading.part > 12 || reading.part === 0);
}

function factsOf(
  { unit, source, stated }: Pick<IssueFacts, 'unit' | 'source' | 'stated'>,
  conventions: Conventions,
  siteDay: ReturnType<SiteDays>,
): IssueFacts {
  const readings = nameReadings(unit, source);
  const nameDate = firstDay(readings, conventions.nameOrder);
  const fieldDate = firstDay(unit.main === null ? [] : fieldDates(source.fields), conventions.fieldOrder);
  const known = nameDate ?? fieldDate ?? firstDay(source.titleDates, conventions.nameOrder);
  const date = siteDay === undefined ? known : (siteDay ?? fieldDate ?? known);
  const isMonth = !conventions.shapesWithWeeks.has(shapeOf(source.segments));
  const part = partOfYear(readings, isMonth);
  const number = statedNumber(stated);
  // Beside a date, the week or the number within the year only says the date again.
  const isRestated = nameDate !== null && number === part && stated.field === undefined;
  const isApart = nameDate !== null && fieldDate !== null && daysBetween(nameDate, fieldDate) > maxDaysApart;
  return {
    unit,
    source,
    kind: kindOf(source),
    stated,
    number: isRestated ? null : (number ?? (nameDate === null ? part : null)),
    date,
    known: { date: known, year: yearIn(known, readings) },
    otherDate: isApart ? fieldDate : null,
    period: readings.map((reading) => periodOf(reading, isMonth)).find((period) => period !== null) ?? null,
    language: source.language ?? fieldLanguage(source.fields),
    year: yearIn(date, readings),
    isYearNamed: source.dated.readings.some(({ reading, end }) => {
      return reading.kind === 'year' && end > source.folders.join('/').length;
    }),
    isYearly: number === null && part !== null && nameDate === null,
  };
}

/** Where the issue lies: beside the folder that is its own. */
export function folderOf({ unit, source }: IssueFacts): string {
  return source.folders.slice(0, unit.depth ?? source.folders.length).join('/');
}

function fieldLanguage(fields: Fields): string | null {
  const text = textField(fields, ['lang', 'language', 'locale'])?.text;
  return text === undefined ? null : readLanguage(text.replace(/\..*$/, ''));
}

function partOfYear(readings: readonly DateReading[], isMonth: boolean): number | null {
  for (const reading of readings) {
    if (reading.kind === 'part-of-year' && (reading.isWeek || !isMonth)) return reading.part;
  }
  return null;
}

function statedNumber(stated: StatedNumbers): number | null {
  const place = numberPlaces.find((name) => stated[name] !== undefined);
  return place === undefined ? null : (stated[place] ?? null);
}

/** The dates of the path down to what names the issue: its folder, or the file itself. */
function nameReadings(unit: IssueUnit, source: IssueSource): DateReading[] {
  const end =
    unit.main === null
      ? source.folders.slice(0, (unit.depth ?? 0) + 1).join('/').length
      : Number.POSITIVE_INFINITY;
  return source.dated.readings.filter((placed) => placed.end <= end).map((placed) => placed.reading);
}

function firstDay(readings: readonly DateReading[], order: DayOrder): string | null {
  for (const reading of readings) {
    const day = isoDay(reading, order);
    if (day !== null) return day;
  }
  return null;
}

function yearIn(date: string | null, readings: readonly DateReading[]): number | null {
  if (date !== null) return Number(date.slice(0, 4));
  for (const reading of readings) if (reading.kind !== 'other') return reading.year;
  return null;
}
