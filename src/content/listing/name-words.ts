import { foldText } from '../text/fold-text.ts';
import { markdownExtension } from './issue-path.ts';

const date =
  /(?<!\d)(?:\d{4}[-_. ]\d{1,2}(?:[-_. ]\d{1,2})?|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4}|\d{8}|\d{4}[-_ ]?w\d{1,2})(?!\d)/gi;
/** What stands beside the number of an issue, and says nothing of what is in it. */
const numbered =
  /(?<![\p{L}\d])(?:(?:issue|number|no|nr|week|vol|volume|edition|newsletter|letter|digest|weekly|post|episode|ep)[-_. ]*)?#?\d+(?![\p{L}\d])|^(?:issue|number|week|newsletter|index|readme|post|draft)$/giu;

/** The words of the name of an issue's file or, where that is `index` or the like, of its folder; null without any. */
export function nameWords(path: string): string | null {
  const segments = path.split('/');
  const file = (segments.pop() ?? '').replace(markdownExtension, '').replace(/\.html$/i, '');
  for (const name of /^(?:index|readme)$/i.test(file) ? segments.slice(-1) : [file]) {
    const words = foldText(name)
      .replace(date, ' ')
      .replace(numbered, ' ')
      .replace(/[-_.\s]+/g, ' ')
      .trim();
    if (/\p{L}{2}/u.test(words)) return words.charAt(0).toUpperCase() + words.slice(1);
  }
  return null;
}
