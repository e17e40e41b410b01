import { Lexer, Marked } from 'marked';
import { ContentError } from '../content-error.ts';
import { markdownExtensions, parseMarkdown } from '../markdown/tokens.ts';
import { isHeading, plainText } from './outline.ts';

const { defaults } = new Marked({ gfm: true }, ...markdownExtensions);
/** Tags that mark up words; whatever else is in angle brackets is meant to be read: `Vec<T>`. */
const otherTag =
  /<(?!\/?(?:a|b|i|em|strong|code|span|br|sub|sup|u|s|del|ins|mark|small|big|kbd|tt|font)\b)/gi;

/**
 * What a title says, as a subject has it, which is text and nothing else: entities and emoji codes decoded, emphasis and
 * tags gone; on one line, without control characters. A name such as `__init__` keeps its signs.
 */
export function plainTitle(title: string): string {
  const source = title
    .replace(otherTag, '&lt;')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/__(\w{1,80})__/g, '\\_\\_$1\\_\\_');
  const tokens = new Lexer(defaults).inlineTokens(source);
  return plainText(tokens)
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** The only heading of the first level of an issue, which is its title; null where there are more, or none. */
export function soleHeading(markdown: string): string | null {
  try {
    const { tokens } = parseMarkdown(markdown);
    const headings = tokens.filter((token) => isHeading(token, 1));
    const raw = tokens.flatMap(({ type, raw }) => (type === 'html' ? [...raw.matchAll(inHtml)] : []));
    if (headings.length + raw.length !== 1) return null;
    const [first] = headings;
    const text = first === undefined ? plainTitle(raw[0]?.[1] ?? '') : plainText(first.tokens);
    return text === '' ? null : text;
  } catch (error) {
    // Nested beyond reading: whoever reads the issue next says so.
    if (error instanceof ContentError) return null;
    throw error;
  }
}

const inHtml = /<h1\b[^<>]*>((?:(?!<\/?h1)[\s\S]){0,1000})<\/h1>/gi;
