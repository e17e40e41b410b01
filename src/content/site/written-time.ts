import { Temporal } from 'temporal-polyfill';
import { isTimeZone } from './time-zone.ts';

/** A date as an author wrote it. */
export interface WrittenTime {
  readonly local: Temporal.PlainDateTime;
  /** `+13:00` or `Z` where it was written; null where the zone was left out. */
  readonly offset: string | null;
  /** Whether only a day was written. */
  readonly isDay: boolean;
}

const written =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?[ \t]*(?:(?:UTC|GMT)?([+-]\d{2}):?(\d{2})|(Z|z|UTC|GMT))?)?$/;

/** Reads ISO 8601 as generators take it: one digit for month or day, a blank for the T, no seconds. Null if it is none. */
export function readWrittenTime(text: string): WrittenTime | null {
  const [, year, month, day, hour, minute, second, hours, minutes, utc] = written.exec(text.trim()) ?? [];
  if (year === undefined) return null;
  const parts = { hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) };
  try {
    const date = { year: Number(year), month: Number(month), day: Number(day) };
    const local = Temporal.PlainDateTime.from({ ...date, ...parts }, { overflow: 'reject' });
    const offset = hours === undefined ? (utc === undefined ? null : 'Z') : `${hours}:${minutes}`;
    return { local, offset, isDay: hour === undefined };
  } catch {
    return null;
  }
}

/** The moment that was meant; a time without a zone is in `zone`. */
export function instantOf({ local, offset }: WrittenTime, zone: string): Temporal.Instant {
  if (offset === null) return local.toZonedDateTime(zone).toInstant();
  return Temporal.Instant.from(`${local.toString()}${offset}`);
}

/** What a clock in `zone` shows at a moment. */
export function clockIn(instant: Temporal.Instant, zone: string): Temporal.PlainDateTime {
  return instant.toZonedDateTimeISO(zone).toPlainDateTime();
}

/** The clock in UTC, for generators that take a time without a zone for UTC. */
export function clockInUtc(time: WrittenTime): Temporal.PlainDateTime {
  return clockIn(instantOf(time, 'UTC'), 'UTC');
}

/** The zone if there is one of that name, else UTC. */
export function knownZone(name: string | null): string {
  return name !== null && isTimeZone(name) ? name : 'UTC';
}

export function isAhead(time: WrittenTime, zone: string, now: Date): boolean {
  return instantOf(time, zone).epochMilliseconds > now.getTime();
}

export const twoDigits = (number: number): string => String(number).padStart(2, '0');

const monthNames =
  'January February March April May June July August September October November December'.split(' ');
const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

export function monthName({ month }: Temporal.PlainDateTime): string {
  return monthNames[month - 1] ?? '';
}

export function dayName({ dayOfWeek }: Temporal.PlainDateTime): string {
  return dayNames[dayOfWeek - 1] ?? '';
}

/** The directives of strftime that stand in addresses; null where one is not known. */
export function formatTime(time: Temporal.PlainDateTime, format: string): string | null {
  let isKnown = true;
  const text = format.replaceAll(/%([-_]?)([A-Za-z%])/g, (whole, flag: string, directive: string) => {
    const value = directives[directive]?.(time);
    if (value === undefined) isKnown = false;
    return flag === '-' ? (value ?? whole).replace(/^0+(?=\d)/, '') : (value ?? whole);
  });
  return isKnown ? text : null;
}

const directives: Readonly<Record<string, (time: Temporal.PlainDateTime) => string>> = {
  Y: ({ year }) => String(year),
  y: ({ year }) => twoDigits(year % 100),
  m: ({ month }) => twoDigits(month),
  d: ({ day }) => twoDigits(day),
  e: ({ day }) => String(day),
  j: ({ dayOfYear }) => String(dayOfYear).padStart(3, '0'),
  H: ({ hour }) => twoDigits(hour),
  M: ({ minute }) => twoDigits(minute),
  S: ({ second }) => twoDigits(second),
  B: monthName,
  b: (time) => monthName(time).slice(0, 3),
  A: dayName,
  a: (time) => dayName(time).slice(0, 3),
  F: ({ year, month, day }) => `${year}-${twoDigits(month)}-${twoDigits(day)}`,
  '%': () => '%',
};
