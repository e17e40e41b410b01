import { dateNames, type Fields, textField } from '../front-matter/fields.ts';
import { foldText } from '../text/fold-text.ts';
import { type DateReading, readDates } from './issue-date-readings.ts';

/** Which of two numbers up to 12 is the day; null if no file of the newsletter tells. */
export type DayOrder = 'day-first' | 'month-first' | null;

/** Looks at all dates of a newsletter: one `25-05-2017` among them settles what `10-05-2017` is. */
export function findDayOrder(readings: Iterable<DateReading>): DayOrder {
  const orders = new Set<DayOrder>();
  for (const reading of readings) {
    if (reading.kind === 'day' && reading.order !== undefined) orders.add(reading.order);
  }
  const [only = null, ...others] = orders;
  return others.length === 0 ? only : null;
}

/** `YYYY-MM-DD`, or null if the reading is no day or the order of its numbers is unknown. */
export function isoDay(reading: DateReading, order: DayOrder): string | null {
  if (reading.kind === 'day') return iso(reading.year, reading.month, reading.day);
  if (reading.kind !== 'day-month' || order === null) return null;
  return order === 'day-first'
    ? iso(reading.year, reading.second, reading.first)
    : iso(reading.year, reading.first, reading.second);
}

function iso(year: number, month: number, day: number): string {
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** The first day of a month or week, near enough to tell which issues are near; null if the reading has no place in time. */
export function firstDayOf(reading: DateReading | undefined): string | null {
  if (reading?.kind === 'month') return iso(reading.year, reading.month, 1);
  if (reading?.kind !== 'part-of-year') return reading === undefined ? null : isoDay(reading, null);
  if (!reading.isWeek && reading.part >= 1 && reading.part <= 12) return iso(reading.year, reading.part, 1);
  const day = new Date(Date.UTC(reading.year, 0, 1 + 7 * Math.min(Math.max(reading.part - 1, 0), 52)));
  return day.toISOString().slice(0, 10);
}

/** `2018-11`, `2022-W01`, or `2018-28` for the 28th of 2018 (`isMonth` false); null for any other reading. */
export function periodOf(reading: DateReading, isMonth: boolean): string | null {
  if (reading.kind === 'month') return `${reading.year}-${twoDigits(reading.month)}`;
  if (reading.kind !== 'part-of-year') return null;
  if (reading.isWeek) return `${reading.year}-W${twoDigits(reading.part)}`;
  return isMonth ? `${reading.year}-${twoDigits(reading.part)}` : `${reading.year}/${reading.part}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** The dates in the field that dates the issue, as they are written there: a date never shifts by its time zone. */
export function fieldDates(fields: Fields): readonly DateReading[] {
  for (const name of dateNames) {
    const found = textField(fields, [name]);
    const readings = found === null ? [] : readDates(foldText(found.text)).readings;
    if (readings.length > 0) return readings.map((placed) => placed.reading);
  }
  return [];
}

/** Whole days between two dates of the form `YYYY-MM-DD`. */
export function daysBetween(one: string, other: string): number {
  return Math.abs(Date.parse(`${one}T00:00:00Z`) - Date.parse(`${other}T00:00:00Z`)) / 86_400_000;
}
