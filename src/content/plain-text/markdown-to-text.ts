import type { MarkedToken, Token, Tokens } from 'marked';
import { decodeReferences } from '../html/allowlist.ts';
import { joinElements } from '../html/whole-element.ts';
import { readCallout } from '../markdown/callout.ts';
import { figureOf } from '../markdown/figure.ts';
import { parseMarkdown, refuseBottomlessNesting } from '../markdown/tokens.ts';
import type { WebPlace } from '../markdown/urls.ts';
import { isolateCode } from '../text/isolate.ts';
import { displayWidth, wrapText } from '../text/wrap-text.ts';
import { calloutLabel } from '../words/callout-label.ts';
import type { Words } from '../words/words.ts';
import { inlineText } from './inline.ts';
import { htmlBlockLines } from './inline-html.ts';
import type { TextContext } from './link.ts';
import { collectReferences } from './references.ts';
import { tableLines } from './table.ts';

/** RFC 3676 section 4.2 recommends lines of 78 and fewer; 72 leaves room for the quoting of a reply. */
const columns = 72;
const underlines = ['=', '-', '~'];

/**
 * Markdown to the text part of an email: wrapped at 72 columns, hanging lists, links as numbers whose addresses stand
 * at the end of their section, code as it was written. Lines end in LF.
 * @throws ContentError if the markdown is nested beyond reading.
 */
export function markdownToText(
  markdown: string,
  place: WebPlace,
  direction: 'ltr' | 'rtl' = 'ltr',
  words?: Words,
): string {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const references = collectReferences();
  const context = { place, references, footnotes, direction, cited: [], ...(words && { words }) };
  return refuseBottomlessNesting(() => {
    const sections = splitSections(tokens).map((section) =>
      withReferences(blockLines(section, columns, context), references.flush(columns)),
    );
    const notes = noteLines(context, columns);
    return [...sections, withReferences(notes, references.flush(columns))]
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n\n');
  });
}

/** The notes that are referred to, in the order of their numbers; one may cite another, so the list can grow. */
function noteLines(context: TextContext, width: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < context.cited.length; at += 1) {
    const marker = `[^${at + 1}] `;
    const indent = ' '.repeat(marker.length);
    const note = context.footnotes.get(context.cited[at] ?? '') ?? [];
    const text = blockLines(note, width - marker.length, context);
    for (const [row, line] of (text.length === 0 ? [''] : text).entries())
      lines.push(((row === 0 ? marker : indent) + line).trimEnd());
  }
  return lines.length === 0 ? [] : ['* * *', '', ...lines];
}

/** A section begins at every heading of the first or second level. */
function splitSections(tokens: readonly Token[]): Token[][] {
  const sections: Token[][] = [[]];
  for (const token of tokens) {
    if (token.type === 'heading' && (token as Tokens.Heading).depth <= 2) sections.push([]);
    sections.at(-1)?.push(token);
  }
  return sections;
}

function withReferences(lines: string[], references: string[]): string[] {
  return references.length === 0 ? lines : [...lines, '', ...references];
}

/** Blocks with an empty line between them, but for an item's heading, which sits on its text. */
function blockLines(tokens: readonly Token[], width: number, context: TextContext, tight = false): string[] {
  const lines: string[] = [];
  let joined = true;
  for (const token of joinElements(tokens)) {
    const block = oneBlock(token as MarkedToken, width, context);
    if (block.length === 0) continue;
    if (!joined && !(tight && token.type === 'list')) lines.push('');
    lines.push(...block);
    joined = token.type === 'checkbox' || (token.type === 'heading' && (token as Tokens.Heading).depth > 3);
  }
  return lines;
}

function oneBlock(token: MarkedToken, width: number, context: TextContext): string[] {
  if (definitionParts.has(token.type)) return definitionLines(token, width, context);
  switch (token.type) {
    case 'heading':
      return heading(token, width, context);
    case 'paragraph':
      return withCaption(token.tokens, width, context);
    case 'text':
      return paragraph(token.tokens ?? [token], width, context);
    case 'list':
      return token.items.flatMap((item, index) => listItem(token, item, index, width, context));
    case 'blockquote':
      return quoteLines(token, width - 2, context).map((line) => `> ${line}`.trimEnd());
    case 'code':
      return token.text.split('\n').map((line) => codeLine(line, context));
    case 'table':
      return tableLines(token, width, context);
    case 'html':
      return htmlBlockLines(token.text, width, context);
    case 'hr':
      return ['* * *'];
    default:
      return [];
  }
}

function quoteLines(quote: Tokens.Blockquote, width: number, context: TextContext): string[] {
  const callout = readCallout(quote);
  if (callout === null) return blockLines(quote.tokens, width, context);
  const { kind, tint, title, tokens } = callout;
  const label =
    title === null
      ? wrapText(`*${calloutLabel(kind, tint, context.words)}*`, width)
      : paragraph(title, width, context);
  const body = blockLines(tokens, width, context);
  return body.length === 0 ? label : [...label, '', ...body];
}

function codeLine(line: string, { direction }: TextContext): string {
  if (line === '') return '';
  return `    ${direction === 'rtl' ? isolateCode(line) : line}`;
}

const definitionParts = new Set<string>(['definition_list', 'definition_term', 'definition']);

function definitionLines(
  { type, tokens = [] }: Token & { tokens?: Token[] },
  width: number,
  context: TextContext,
): string[] {
  if (type === 'definition_term') return paragraph(tokens, width, context);
  if (type === 'definition_list')
    return tokens.flatMap((part, index) => {
      const begins = part.type === 'definition_term' && tokens[index - 1]?.type === 'definition';
      return [...(begins ? [''] : []), ...oneBlock(part as MarkedToken, width, context)];
    });
  return blockLines(tokens, width - 4, context).map((line) => (line === '' ? '' : `    ${line}`));
}

function paragraph(tokens: readonly Token[], width: number, context: TextContext): string[] {
  const text = inlineText(tokens, context).trim();
  return text === '' ? [] : wrapText(text, width);
}

/** What the HTML shows below an image. */
function withCaption(tokens: readonly Token[], width: number, context: TextContext): string[] {
  const caption = decodeReferences(figureOf(tokens)?.image.title ?? '').trim();
  const lines = paragraph(tokens, width, context);
  return caption === '' ? lines : [...lines, ...wrapText(caption, width)];
}

function heading({ depth, tokens }: Tokens.Heading, width: number, context: TextContext): string[] {
  const lines = paragraph(tokens, width, context);
  const ink = underlines[depth - 1];
  if (ink === undefined || lines.length === 0) return lines;
  const length = lines.reduce((most, line) => Math.max(most, displayWidth(line)), 0);
  return [...lines, ink.repeat(Math.min(length, width))];
}

function listItem(
  list: Tokens.List,
  item: Tokens.ListItem,
  index: number,
  width: number,
  context: TextContext,
): string[] {
  const marker = list.ordered ? `${(list.start === '' ? 1 : list.start) + index}. ` : '- ';
  const indent = ' '.repeat(marker.length);
  const lines = blockLines(withCheckbox(item), width - marker.length, context, !list.loose);
  const hanging = lines.map((line, row) => ((row === 0 ? marker : indent) + line).trimEnd());
  const whole = hanging.length === 0 ? [marker.trimEnd()] : hanging;
  return list.loose && index > 0 ? ['', ...whole] : whole;
}

/** A task's box belongs to the line of its text. */
function withCheckbox({ tokens, task }: Tokens.ListItem): Token[] {
  const [box, text, ...rest] = tokens;
  if (!task || box === undefined || text === undefined || box.type !== 'checkbox') return [...tokens];
  return [{ ...text, tokens: [box, ...('tokens' in text ? (text.tokens ?? []) : [text])] } as Token, ...rest];
}
