import { createHash } from 'node:crypto';

/**
 * sha256 as hex over what the author wrote of an issue: its whole file, front matter and all. A byte order mark, the
 * kind of line ends and blank lines at the end are the editor's or git's, and no edit. Neither the file's name nor the
 * images that it names are part of it: those a reader's mail program fetches anew.
 */
export function digestSource(text: string): string {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/(?<!\n)\n+$/, '');
  return createHash('sha256').update(lines).digest('hex');
}
