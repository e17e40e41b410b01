import type { Token, Tokens } from 'marked';
import { dropControls } from './controls.ts';
import type { Footnotes } from './footnotes.ts';
import { parseMarkdown, refuseBottomlessNesting } from './tokens.ts';

export interface LocatedToken {
  readonly token: Token;
  /** The line of the markdown on which the token begins, counted from 0. */
  readonly line: number;
  /** What the token stands in, the outermost first. */
  readonly ancestors: readonly Token[];
}

/** Blocks that hold blocks, apart from lists and footnotes, which keep them elsewhere. */
const containers = new Set(['list_item', 'blockquote', 'definition_list', 'definition']);

/** A cell has no token of its own in marked; it gets one here, with its text for `raw`. */
export const tableCell = 'table_cell';

/**
 * Every token of the markdown in the order of the text, with its line: marked keeps none. A line of a list or a quote
 * is always one line of what it holds, so a token begins as many lines below its parent as the tokens before it have
 * line feeds. Blocks are then looked up in the source, since marked joins the parts of a quote without one.
 * @throws ContentError if the markdown is nested beyond reading.
 */
export function locateTokens(markdown: string): LocatedToken[] {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const source = sourceLines(markdown);
  const found: LocatedToken[] = [];
  const walker = { lines: source.map(({ text }) => text), footnotes, found };
  refuseBottomlessNesting(() => walkBlocks(walker, tokens, 0, walker.lines.length, []));
  return found.map((located) => ({ ...located, line: source[located.line]?.line ?? 0 }));
}

/** The lines as {@link parseMarkdown} reads them; a carriage return alone ends one there, but not in the file. */
function sourceLines(markdown: string): { text: string; line: number }[] {
  return markdown.split('\n').flatMap((whole, line) =>
    whole
      .replace(/\r$/, '')
      .split('\r')
      .map((text) => ({ text: dropControls(text), line })),
  );
}

interface Walker {
  readonly lines: readonly string[];
  readonly footnotes: Footnotes;
  readonly found: LocatedToken[];
}

/** The blocks of one parent, which spans the lines from `first` up to and without `end`. */
function walkBlocks(
  walker: Walker,
  tokens: readonly Token[],
  first: number,
  end: number,
  ancestors: readonly Token[],
): void {
  let cursor = first;
  for (const token of tokens) {
    const line = findBlock(walker.lines, token.raw, cursor, end);
    walker.found.push({ token, line, ancestors });
    const last = Math.min(end, line + lineFeeds(token.raw.trimEnd()) + 1);
    walkInside(walker, token, line, last, [...ancestors, token]);
    cursor = line + lineFeeds(token.raw);
  }
}

function walkInside(
  walker: Walker,
  token: Token,
  line: number,
  end: number,
  ancestors: readonly Token[],
): void {
  if (token.type === 'table') walkTable(walker, token as Tokens.Table, line, ancestors);
  else if (token.type === 'list') walkBlocks(walker, (token as Tokens.List).items, line, end, ancestors);
  else if (containers.has(token.type))
    walkBlocks(walker, (token as Tokens.Generic).tokens ?? [], line, end, ancestors);
  else if (token.type === 'footnote_definition')
    walkBlocks(walker, noteTokens(walker, token), line, end, ancestors);
  else if ('tokens' in token) walkInline(walker, token.tokens ?? [], line, ancestors);
}

/** Of two notes under one label the later counts, so what the earlier says was not kept. */
function noteTokens({ footnotes }: Walker, { raw }: Token): readonly Token[] {
  const tokens = footnotes.get(footnoteLabel(raw)) ?? [];
  return tokens.every((token) => raw.includes(firstLine(token.raw).text)) ? tokens : [];
}

/** The label of a footnote's definition, as a reference to it is looked up. */
export function footnoteLabel(raw: string): string {
  return (/^\[\^([^\]]+)\]/.exec(raw)?.[1] ?? '').toLowerCase();
}

/** A header, the line of dashes, then a row a line (GFM section 4.10). */
function walkTable(
  walker: Walker,
  { header, rows }: Tokens.Table,
  line: number,
  ancestors: readonly Token[],
): void {
  for (const [index, row] of [header, ...rows].entries()) {
    const rowLine = line + index + (index > 0 ? 1 : 0);
    for (const { text, tokens } of row) {
      const cell = { type: tableCell, raw: text, tokens };
      walker.found.push({ token: cell, line: rowLine, ancestors });
      walkInline(walker, tokens, rowLine, [...ancestors, cell]);
    }
  }
}

function walkInline(
  walker: Walker,
  tokens: readonly Token[],
  first: number,
  ancestors: readonly Token[],
): void {
  let line = first;
  for (const token of tokens) {
    walker.found.push({ token, line, ancestors });
    if ('tokens' in token && token.tokens) walkInline(walker, token.tokens, line, [...ancestors, token]);
    line += lineFeeds(token.raw);
  }
}

/** Looks from the line where the block should begin for the first that holds its first line. */
function findBlock(lines: readonly string[], raw: string, from: number, end: number): number {
  const { text, above } = firstLine(raw);
  if (text === '') return from;
  for (let line = from + above; line < end; line += 1) {
    if (lines[line]?.includes(text)) return line - above;
  }
  return from;
}

function firstLine(raw: string): { text: string; above: number } {
  const start = raw.search(/\S/);
  if (start < 0) return { text: '', above: 0 };
  const [text = ''] = raw.slice(start).split('\n', 1);
  return { text: text.trimEnd(), above: lineFeeds(raw.slice(0, start)) };
}

/** How many lines down `text` leads. */
export function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
