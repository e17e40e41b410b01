import { type Token, type Tokens, walkTokens } from 'marked';
import { parseMarkdown } from '../markdown/tokens.ts';

/**
 * Where something stands: among the text, behind the fence that opens code, in code that is written as HTML, in what
 * no reader sees, or in code, whose blocks and spans are counted through.
 */
export type Place = 'text' | 'info' | 'html-code' | 'hidden' | number;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Components hold each other a few levels deep. */
const deepestIndent = 10;
/** `<pre>` and the like in raw HTML. */
const htmlRegion =
  /<!--[\s\S]*?(?:-->|$)|<(pre|code|samp|kbd|script|style)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

/**
 * Finds where each span of the markdown ends up once it is lexed. The lexer itself says so: every span is a word that
 * means nothing while it looks. Spans do not overlap and come in order.
 * @throws ContentError if the markdown is nested beyond reading
 */
export function findPlaces(markdown: string, spans: readonly Span[], isMdx: boolean): Place[] {
  const mark = unusedWord(markdown);
  const word = new RegExp(`${mark}(\\d+)z`, 'g');
  const places: Place[] = spans.map(() => 'text');
  const note = (text: string, place: Place) => {
    for (const [, index] of text.matchAll(word)) places[Number(index)] = place;
  };
  let codes = 0;
  const visit = (token: Token, depth: number) => {
    // MDX has no indented code: what is indented within a component is markdown again.
    if (isMdx && depth < deepestIndent && isIndentedCode(token)) return visitAll(token.text, depth + 1);
    if (token.type === 'codespan' || token.type === 'code') {
      note(token.raw, codes);
      if (token.type === 'code') note((token as Tokens.Code).lang ?? '', 'info');
      codes += 1;
    } else if (token.type === 'html') noteHtml(token.raw, note);
    else if (token.type === 'text' && token['escaped'] === true) note(token.raw, 'html-code');
  };
  const visitAll = (text: string, depth: number): void => {
    const { tokens, footnotes } = parseMarkdown(text);
    walkTokens([...tokens, ...[...footnotes.values()].flat()], (token) => visit(token, depth));
  };
  visitAll(hideSpans(markdown, spans, mark), 0);
  return places;
}

function isIndentedCode(token: Token): token is Tokens.Code {
  return token.type === 'code' && (token as Tokens.Code).codeBlockStyle === 'indented';
}

function noteHtml(html: string, note: (text: string, place: Place) => void): void {
  for (const [region, name] of html.matchAll(htmlRegion)) {
    const isShown = name !== undefined && !/^s(?:cript|tyle)$/i.test(name);
    note(region, isShown ? 'html-code' : 'hidden');
  }
}

function hideSpans(markdown: string, spans: readonly Span[], mark: string): string {
  let hidden = '';
  let done = 0;
  for (const [index, { start, end }] of spans.entries()) {
    hidden += `${markdown.slice(done, start)}${mark}${index}z`;
    done = end;
  }
  return hidden + markdown.slice(done);
}

function unusedWord(markdown: string): string {
  let word = 'sitetag';
  while (markdown.includes(word)) word += 'x';
  return word;
}
