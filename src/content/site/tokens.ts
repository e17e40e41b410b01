import type { Temporal } from 'temporal-polyfill';
import { dayName, monthName, twoDigits } from './written-time.ts';

/** What the tokens of a pattern stand for; a function is only asked where its token occurs. */
export type Tokens = Readonly<Record<string, () => string | null>>;

/**
 * Fills in `:token` of a pattern, the longest name that is known first. What cannot be filled in (`missing`), and a token
 * that is none of these (`unknown`), are named without their colon.
 */
export function fillTokens(
  pattern: string,
  tokens: Tokens,
): { text: string } | { unknown: string } | { missing: string } {
  let unknown: string | null = null;
  let missing: string | null = null;
  const text = pattern.replaceAll(/:([a-z_]+)/gi, (_, written: string) => {
    const name = longestName(written, tokens);
    if (name === null) {
      unknown ??= written;
      return '';
    }
    const value = tokens[name]?.() ?? null;
    if (value === null) missing ??= name;
    return `${value ?? ''}${written.slice(name.length)}`;
  });
  if (unknown !== null) return { unknown };
  return missing === null ? { text } : { missing };
}

/** `:title_x` is `:title` with `_x` behind it, where no `title_x` is known. */
function longestName(written: string, tokens: Tokens): string | null {
  for (let length = written.length; length > 0; length -= 1) {
    const name = written.slice(0, length);
    if (Object.hasOwn(tokens, name)) return name;
  }
  return null;
}

/** The tokens that take a date apart, as Hugo, Jekyll and Hexo call them in common. Null where there is no date. */
export function dateTokens(date: Temporal.PlainDateTime | null): Tokens {
  const of = (part: (date: Temporal.PlainDateTime) => string | number) => () =>
    date === null ? null : String(part(date));
  return {
    year: of(({ year }) => String(year).padStart(4, '0')),
    month: of(({ month }) => twoDigits(month)),
    day: of(({ day }) => twoDigits(day)),
    hour: of(({ hour }) => twoDigits(hour)),
    minute: of(({ minute }) => twoDigits(minute)),
    second: of(({ second }) => twoDigits(second)),
    i_month: of(({ month }) => month),
    i_day: of(({ day }) => day),
    short_year: of(({ year }) => twoDigits(year % 100)),
    monthname: of(monthName),
    long_month: of(monthName),
    short_month: of((one) => monthName(one).slice(0, 3)),
    weekdayname: of(dayName),
    long_day: of(dayName),
    short_day: of((one) => dayName(one).slice(0, 3)),
    weekday: of(({ dayOfWeek }) => dayOfWeek % 7),
    yearday: of(({ dayOfYear }) => dayOfYear),
    y_day: of(({ dayOfYear }) => String(dayOfYear).padStart(3, '0')),
    w_day: of(({ dayOfWeek }) => dayOfWeek),
    w_year: of(({ yearOfWeek }) => yearOfWeek ?? 0),
    week: of(({ weekOfYear }) => twoDigits(weekOfYear ?? 0)),
  };
}

/** Why a pattern gave no address, for whoever wrote it. */
export function describeTokens(fault: { unknown: string } | { missing: string }, pattern: string): string {
  return 'unknown' in fault
    ? `The pattern ${pattern} has :${fault.unknown}, which is not known here: give the whole address in the front matter.`
    : `The pattern ${pattern} needs :${fault.missing}, and the file has none.`;
}
