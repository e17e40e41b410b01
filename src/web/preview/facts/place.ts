import type { Issue } from '../../../content/issue.ts';
import { collectLinks, shownText } from '../../../content/lint/links.ts';
import { type LocatedToken, locateTokens } from '../../../content/markdown/locate-tokens.ts';
import { groupBy } from '../../../content/text/group-by.ts';

/** By what the browser finds the place of a line in the email: an address that stands in it, and its words. */
export interface EmailPlace {
  readonly urls: readonly string[];
  readonly words: string;
}

const mostWords = 80;

/** Finds the places of lines of the issue's file in the email. Nothing can be found of a line of the front matter. */
export function placeFinder(issue: Issue): (line: number | null) => EmailPlace | null {
  const byLine = groupBy(locateTokens(issue.markdown), ({ line }) => issue.lines[line] ?? 0);
  return (line) => {
    const located = line === null ? undefined : byLine.get(line);
    return located === undefined ? null : placeOf(located);
  };
}

function placeOf(located: readonly LocatedToken[]): EmailPlace | null {
  const urls = [...new Set(collectLinks(located).map(({ href }) => href))].filter(
    (url) => !url.startsWith('#'),
  );
  const block = located.find(({ token }) => 'tokens' in token || token.type === 'code') ?? located[0];
  const text = block === undefined ? '' : wordsOf(block);
  const words = (text.split('\n').find((part) => part.trim() !== '') ?? '').trim().slice(0, mostWords);
  return urls.length === 0 && words === '' ? null : { urls, words };
}

function wordsOf({ token }: LocatedToken): string {
  if ('tokens' in token && token.tokens) return shownText(token.tokens);
  return 'text' in token ? String(token['text']) : '';
}
