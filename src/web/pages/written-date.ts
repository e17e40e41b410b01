import { chooseWords } from '../../content/words/choose-words.ts';

/** `1 March 2026`, in the language of the pages. */
export function writtenDate(date: Date, language = 'en'): string {
  const spoken = chooseWords(language).language;
  const locale = spoken === 'en' ? 'en-GB' : spoken;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}
