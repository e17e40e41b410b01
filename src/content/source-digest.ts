import { createHash } from 'node:crypto';

/**
 * sha256 as hex over what the author wrote of an issue: its whole file, front matter and all. A byte order mark, the
 * kind of line ends and blank lines at the end are the editor's or git's, and no edit. Neither the file's name nor the
 * images that it names are part of it: those a reader's mail program fetches anew.
 */
export function digestSource(text: string): string {
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  return createHash('sha256').update(withoutBlankEnd(lines)).digest('hex');
}

/** By hand: a pattern that ends in `\s*$` takes the square of what it is given. */
function withoutBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
