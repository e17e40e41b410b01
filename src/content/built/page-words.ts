import { unescapeHtml } from '../text/html-escape.ts';

/** How much of an issue is looked for in a page; the rest would say the same. */
const mostWords = 600;
const run = 3;

/** What a page shows to a reader and what not: HTML Standard 13.1.2, and comments. */
const hidden = /<!--[\s\S]*?(?:-->|$)|<(script|style|template|svg)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

/** The words that a page shows, in order and in small letters. */
export function wordsOfHtml(html: string): readonly string[] {
  return wordsOf(unescapeHtml(html.replaceAll(hidden, ' ').replaceAll(/<[^<>]*>/g, ' ')));
}

/** The words of markdown that its page will show, whatever the generator makes of its tags. */
export function wordsOfMarkdown(markdown: string): readonly string[] {
  const bare = markdown
    .replaceAll(/^(?:`{3,}|~{3,})[^\n]*$/gm, ' ')
    .replaceAll(/\{\{[^{}]*\}\}|\{%[^{}%]*%\}|<[^<>]*>/g, ' \uE000 ')
    .replaceAll(/\]\([^()\n]*\)|\]\[[^[\]\n]*\]|!\[[^[\]\n]*\](?=\()/g, ' \uE000 ')
    .replaceAll(/https?:\/\/\S+|:[a-z_+]+:/g, ' \uE000 ');
  return wordsOf(bare.slice(0, mostWords * 12));
}

/** A sign of private use stands where something was that the page may show in its own way: no run of words goes over it. */
function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+|\uE000/gu) ?? []
  );
}

/**
 * How much of an issue a page has: the share of its runs of three words, from 0 to 1. An issue too short for any run is
 * asked for by its words.
 */
export function sharedWords(issue: readonly string[], page: readonly string[]): number {
  const wanted = runsOf(issue.slice(0, mostWords), run);
  if (wanted.length > 0) return shareOf(wanted, new Set(runsOf(page, run)));
  const single = runsOf(issue, 1);
  return single.length === 0 ? 0 : shareOf(single, new Set(runsOf(page, 1)));
}

function shareOf(wanted: readonly string[], found: ReadonlySet<string>): number {
  return wanted.filter((one) => found.has(one)).length / wanted.length;
}

function runsOf(words: readonly string[], length: number): string[] {
  const runs: string[] = [];
  for (let at = 0; at + length <= words.length; at += 1) {
    const own = words.slice(at, at + length);
    if (!own.includes('\uE000')) runs.push(own.join(' '));
  }
  return runs;
}

/** A title or the words of a link, as they are compared. */
export function plainWords(text: string): string {
  return wordsOf(text).join(' ');
}
