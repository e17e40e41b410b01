/** A time as somebody wrote it: the instant, or why there is none. */
export type ReadTime =
  | { readonly kind: 'time'; readonly at: Date }
  /** Two days could be meant. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' };

const ambiguous: ReadTime = { kind: 'ambiguous' };
const none: ReadTime = { kind: 'none' };

const isoLike =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:T|,? {1,2})(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([AaPp])?\.?[Mm]?\.?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?: (?:UTC|GMT|Z))?$/;
const dayFirst =
  /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:(?:T|,? {1,2})(?:um |at |à |a )?(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))? ?([AaPp])?\.?[Mm]?\.?)? ?(?:Z|UTC|GMT|Uhr)?$/;
const japanese = /^(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]?(?:\s*(\d{1,2})[:時](\d{2}))?/;

/** Days from 1899-12-30, which is how spreadsheets count; and seconds and milliseconds of Unix, of this century or the one before. */
const serialDays = { from: 20_000, to: 80_000 };
const unixSeconds = { from: 300_000_000, to: 4_102_444_800 };

/** Reads a time; one that names no zone is UTC. Nothing is guessed: `1/2/24` could be two days. */
export function readTime(text: string): ReadTime {
  const given = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(given)) return ofNumber(Number(given));
  const iso = isoLike.exec(given) ?? japanese.exec(given);
  if (iso) return ofIso(iso);
  const short = dayFirst.exec(given);
  if (short) return ofShort(short);
  // RFC 5322, and what `date` and JavaScript print: the name of the month says which it is.
  if (/[A-Za-z]{3}/.test(given) && /\d{4}/.test(given) && given.length < 60) {
    const hasZone = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})/.test(given);
    return ofInstant(Date.parse(hasZone ? given : `${given} UTC`));
  }
  return none;
}

function ofNumber(number: number): ReadTime {
  if (number >= serialDays.from && number < serialDays.to)
    return ofInstant(Date.UTC(1899, 11, 30) + Math.round(number * 86_400_000));
  if (number >= unixSeconds.from && number < unixSeconds.to) return ofInstant(number * 1_000);
  if (number >= unixSeconds.from * 1_000 && number < unixSeconds.to * 1_000) return ofInstant(number);
  const digits = String(number);
  return /^(?:19|20)\d{6}$/.test(digits)
    ? ofParts(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)))
    : none;
}

function ofIso([, year, month, day, hour, minute, second, fraction, half, zone]: RegExpExecArray): ReadTime {
  const at = ofParts(
    Number(year),
    Number(month),
    Number(day),
    hourOf(hour, half),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  if (at.kind !== 'time') return at;
  const ms = Number(`0.${fraction ?? 0}`) * 1_000;
  return ofInstant(at.at.getTime() + Math.floor(ms) - offsetOf(zone));
}

function ofShort([, first, sign, second, year, hour, minute, seconds, half]: RegExpExecArray): ReadTime {
  const one = Number(first);
  const two = Number(second);
  const whole = Number(year) + (year?.length === 2 ? 2_000 : 0);
  // With dots it is the day that comes first; else only a number above 12 tells.
  const isDayFirst = sign === '.' || one > 12;
  if (!isDayFirst && two <= 12 && one !== two) return ambiguous;
  const [day, month] = isDayFirst ? [one, two] : [two, one];
  return ofParts(whole, month, day, hourOf(hour, half), Number(minute ?? 0), Number(seconds ?? 0));
}

function hourOf(hour: string | undefined, half: string | undefined): number {
  const given = Number(hour ?? 0);
  if (half === undefined) return given;
  return (given % 12) + (/p/i.test(half) ? 12 : 0);
}

function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -size : size;
}

function ofParts(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): ReadTime {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60;
  return isReal ? ofInstant(at.getTime()) : none;
}

/** A list is younger than mail, and no consent is of the far future. */
function ofInstant(ms: number): ReadTime {
  const at = new Date(ms);
  const year = at.getUTCFullYear();
  return Number.isNaN(ms) || year < 1971 || year > 2100 ? none : { kind: 'time', at };
}
