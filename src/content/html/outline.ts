import { type MarkedToken, type Token, type Tokens, walkTokens } from 'marked';
import { replaceEmojiCodes } from '../markdown/emoji.ts';
import { parseMarkdown } from '../markdown/tokens.ts';
import { decodeReferences } from './allowlist.ts';

export interface Outline {
  /** The headings of the second level, in order. */
  readonly sections: readonly OutlineSection[];
  /** The text of the first paragraph that has any, on one line; empty where there is none. */
  readonly firstParagraph: string;
}

export interface OutlineSection {
  readonly title: string;
  /** How many items its lists hold, nested ones counted. */
  readonly items: number;
}

/** What an issue is about at a glance. */
export function outlineMarkdown(markdown: string): Outline {
  const { tokens } = parseMarkdown(markdown);
  const sections: { title: string; items: number }[] = [];
  for (const token of tokens) {
    if (isHeading(token, 2)) sections.push({ title: plainText(token.tokens), items: 0 });
    const section = sections.at(-1);
    if (section !== undefined && token.type === 'list') section.items += countItems(token as Tokens.List);
  }
  const paragraphs = tokens.filter((token): token is Tokens.Paragraph => token.type === 'paragraph');
  const texts = paragraphs.map((paragraph) => plainText(paragraph.tokens));
  return { sections, firstParagraph: texts.find((text) => text !== '') ?? '' };
}

/**
 * The markdown without its first heading or the paragraph that it begins with, where that repeats the title: the
 * template prints the title itself.
 */
export function withoutTitle(markdown: string, title: string): string {
  const { tokens } = parseMarkdown(markdown);
  const begins = tokens.find(({ type }) => type !== 'space');
  const headline = tokens.find((token) => token.type === 'heading');
  const said = wordsOf(replaceEmojiCodes(title));
  const repeated = [begins, headline].find(
    (token) => isTitle(token) && wordsOf(plainText(token.tokens)) === said,
  );
  if (repeated === undefined || said === '') return markdown;
  const text = markdown.replace(/\r\n?/g, '\n');
  const written = repeated.raw.trim();
  const at = text.indexOf(written);
  return at < 0 ? markdown : text.slice(0, at) + text.slice(at + written.length);
}

function isTitle(token: Token | undefined): token is Tokens.Heading | Tokens.Paragraph {
  return token !== undefined && (isHeading(token, 1) || token.type === 'paragraph');
}

/** What a title says, whatever its signs and capitals. */
function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ');
}

/** Inline markdown as bare words on one line: no marks, no addresses. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => words(token as MarkedToken))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function words(token: MarkedToken): string {
  if (token.type === 'html' || token.type === 'image') return '';
  if (token.type === 'br') return ' ';
  if ('tokens' in token && token.tokens)
    return token.tokens.map((inner) => words(inner as MarkedToken)).join('');
  if (token.type === 'text') return decodeReferences(token.text);
  return 'text' in token ? token.text : '';
}

export function isHeading(token: Token, depth: number): token is Tokens.Heading {
  return token.type === 'heading' && (token as Tokens.Heading).depth === depth;
}

function countItems(list: Tokens.List): number {
  let items = 0;
  walkTokens([list], (token) => {
    if (token.type === 'list_item') items += 1;
  });
  return items;
}
