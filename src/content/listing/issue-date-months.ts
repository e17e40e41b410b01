/** The languages in which month names are recognised; the names come from the runtime's own calendar data. */
const languages = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl'];

/** Abbreviations that Intl writes otherwise or not at all. */
const abbreviations = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const numbers = new Map<string, number>();
for (const language of languages) {
  const format = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  for (let month = 0; month < 12; month += 1) {
    const name = format
      .format(Date.UTC(2001, month, 1))
      .normalize('NFKC')
      .toLowerCase();
    numbers.set(name, month + 1);
  }
}
for (const [index, abbreviation] of abbreviations.entries()) numbers.set(abbreviation, index + 1);
numbers.set('sept', 9);

const alternatives = [...numbers.keys()].sort((a, b) => b.length - a.length).join('|');

/** One group; a month name or abbreviation that is not part of a longer word. For patterns with the flags `iu`. */
export const monthPattern = `(?<!\\p{L})(${alternatives})\\.?(?!\\p{L})`;

/** From 1, or undefined if the text is no name of a month. */
export function monthNumber(name: string | undefined): number | undefined {
  return numbers.get(name?.toLowerCase() ?? '');
}
