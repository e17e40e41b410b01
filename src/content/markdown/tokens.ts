import { Marked, type MarkedExtension, type Token, type Tokens } from 'marked';
import { ContentError } from '../content-error.ts';
import { attributeListExtension } from './attribute-list.ts';
import { cjkExtension } from './cjk.ts';
import { dropControls } from './controls.ts';
import { definitionListExtension } from './definition-list.ts';
import { emojiExtension, replaceEmojiCodesInHtml } from './emoji.ts';
import { type Footnotes, footnoteExtension } from './footnotes.ts';
import { highlightExtension } from './highlight.ts';
import { mathExtension } from './math.ts';

export interface MarkdownDocument {
  readonly tokens: readonly Token[];
  readonly footnotes: Footnotes;
}

/** `## Heading {#id}`: the id is for a web page, and would be printed. */
const headingId = /(?<![ \t])(?:[ \t]+#+)?[ \t]*\{:?[ \t]*[#.][^{}]*\}[ \t]*$/;

/** What newsletters write beyond GFM, but for footnotes, which need to know the whole document. */
export const markdownExtensions: readonly MarkedExtension[] = [
  emojiExtension(),
  definitionListExtension(),
  attributeListExtension(),
  mathExtension(),
  highlightExtension(),
  cjkExtension(),
];

/**
 * Reads GitHub-flavoured markdown with footnotes, definition lists and emoji codes.
 * @throws ContentError if lists or quotes are nested so deeply (thousands) that they cannot be read.
 */
export function parseMarkdown(markdown: string): MarkdownDocument {
  return refuseBottomlessNesting(() => {
    const footnotes: Footnotes = new Map();
    const marked = new Marked({ gfm: true }, ...markdownExtensions, footnoteExtension(footnotes));
    const tokens = marked.lexer(dropControls(markdown.replace(/\r\n?/g, '\n')));
    for (const block of [tokens, ...footnotes.values()]) marked.walkTokens([...block], mendToken);
    return { tokens, footnotes };
  });
}

/** Runs what recurses over the document; a stack that ran out (RangeError) means nesting beyond all reading. */
export function refuseBottomlessNesting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ContentError(
      [
        'The markdown nests lists, quotes or HTML thousands deep; no mail program could show that. Flatten it.',
      ],
      { cause: error },
    );
  }
}

/** An attribute shows the words of an image without their marks (CommonMark section 6.4). */
function alternative({ tokens, type, text, raw }: Token & { tokens?: Token[]; text?: string }): string {
  if (tokens !== undefined && tokens.length > 0) return tokens.map(alternative).join('');
  if (type === 'html') return '';
  return type === 'br' ? ' ' : (text ?? raw);
}

/** CommonMark 6.5 and its reference: in an address that stands by itself `&amp;` is what it is in any text. */
function readAmpersands(link: Tokens.Link): void {
  const read = (text: string): string => text.replace(/&(?:amp|#38|#x26);/gi, '&');
  link.href = read(link.href);
  link.text = read(link.text);
  for (const token of link.tokens) if (token.type === 'text') token['text'] = read(token['text']);
}

/** Changes what is printed; `raw` stays as it is written, since lines are counted by it. */
function mendToken(token: Token): void {
  if (token.type === 'html' && token['block'] === true)
    token['text'] = replaceEmojiCodesInHtml(token['text']);
  if (token.type === 'image') token['text'] = alternative(token);
  if (token.type === 'link' && token['autolink'] === true) readAmpersands(token as Tokens.Link);
  if (token.type !== 'heading') return;
  const last = (token as Tokens.Heading).tokens.at(-1);
  if (last?.type === 'text') last['text'] = last['text'].replace(headingId, '');
}
