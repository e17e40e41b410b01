import { sanitizeFragment } from '../html/allowlist.ts';
import { attributeOf, type HtmlElement, type HtmlNode, isElement, textOf } from '../html/html-tree.ts';
import { resolveEmbed, resolveImage, resolveLink } from '../markdown/urls.ts';
import { unescapeHtml } from '../text/html-escape.ts';
import { gluedSpace, wrapText } from '../text/wrap-text.ts';
import { gridLines } from './grid.ts';
import { image, link, partLinks, type TextContext } from './link.ts';

const blocks =
  /^(?:h[1-6]|p|div|address|pre|hr|blockquote|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th)$/;

/** A block of raw HTML as text: sanitised first, then laid out as the same in markdown would be. */
export function htmlBlockLines(html: string, width: number, context: TextContext): string[] {
  return blockLines(readSafely(html, context), width, context);
}

/** Raw HTML within a line of text, as part of that line. */
export function htmlInlineText(html: string, context: TextContext): string {
  return inlineText(readSafely(html, context), context).trim();
}

function readSafely(html: string, { place, words }: TextContext): HtmlNode[] {
  return sanitizeFragment(html, {
    columnWidth: 0,
    ...(words && { words }),
    embeds: 'words',
    link: (href) => resolveLink(href, place),
    image: (src) => resolveImage(src, place),
    embed: (src) => resolveEmbed(src, place),
    fit: () => ({}),
    vanished: () => {},
  });
}

/** Paragraphs with an empty line between them: one for each block, one for each run of text between two blocks. */
function blockLines(nodes: readonly HtmlNode[], width: number, context: TextContext): string[] {
  const paragraphs: string[][] = [];
  let run: HtmlNode[] = [];
  const endRun = (): void => {
    paragraphs.push(textLines(inlineText(run, context), width));
    run = [];
  };
  for (const node of nodes) {
    if (isElement(node) && blocks.test(node.name)) {
      endRun();
      paragraphs.push(elementLines(node, width, context));
    } else run.push(node);
  }
  endRun();
  return apart(paragraphs);
}

function apart(paragraphs: readonly string[][]): string[] {
  const full = paragraphs.filter((lines) => lines.length > 0);
  return full.flatMap((lines, index) => (index > 0 ? ['', ...lines] : lines));
}

function textLines(text: string, width: number): string[] {
  return text.trim() === '' ? [] : wrapText(text.trim(), width);
}

function elementLines(element: HtmlElement, width: number, context: TextContext): string[] {
  const { name, children } = element;
  switch (name) {
    case 'pre':
      return textOf(children)
        .replace(/^\n|\n$/g, '')
        .split('\n')
        .map((line) => indent(line, '    '));
    case 'hr':
      return ['* * *'];
    case 'ul':
    case 'ol':
      return listLines(element, width, context);
    case 'blockquote':
      return blockLines(children, width - 2, context).map((line) => `> ${line}`.trimEnd());
    case 'dd':
      return blockLines(children, width - 4, context).map((line) => indent(line, '    '));
    case 'dl':
      return children.flatMap((child) => (isElement(child) ? elementLines(child, width, context) : []));
    case 'table':
      return tableLines(element, width, context);
    default:
      return blockLines(children, width, context);
  }
}

function listLines(list: HtmlElement, width: number, context: TextContext): string[] {
  let number = Number(attributeOf(list, 'start') || 1);
  return list.children.flatMap((item) => {
    if (!isElement(item)) return [];
    number = Number(attributeOf(item, 'value') || number);
    const marker = list.name === 'ol' ? `${number}. ` : '- ';
    number += 1;
    const lines = blockLines(item.children, width - marker.length, context);
    return lines.map((line, row) => (row === 0 ? marker + line : indent(line, ' '.repeat(marker.length))));
  });
}

function tableLines(table: HtmlElement, width: number, context: TextContext): string[] {
  const rows = rowsOf(table);
  const [first, ...others] = rows;
  const hasHeader = first?.every((cell) => cell.name === 'th') === true;
  const text = (cells: readonly HtmlElement[]): string[] =>
    cells.map(({ children }) =>
      inlineText(children, context).replaceAll(gluedSpace, ' ').replace(/\s+/g, ' ').trim(),
    );
  const body = (hasHeader ? others : rows).map(text);
  const grid = { header: hasHeader && first !== undefined ? text(first) : [], rows: body, align: [] };
  return gridLines(grid, width);
}

function rowsOf({ children }: HtmlElement): HtmlElement[][] {
  const parts = children.filter(isElement);
  return parts.flatMap((part) => (part.name === 'tr' ? [part.children.filter(isElement)] : rowsOf(part)));
}

function inlineText(nodes: readonly HtmlNode[], context: TextContext): string {
  return partLinks(
    nodes
      .map((node) => (isElement(node) ? inlineElement(node, context) : oneLine(unescapeHtml(node))))
      .join(''),
  );
}

function inlineElement(element: HtmlElement, context: TextContext): string {
  const { name, children } = element;
  if (name === 'br') return '\n';
  if (name === 'img') return image(attributeOf(element, 'alt'), attributeOf(element, 'src'), context);
  if (name === 'a')
    return link(inlineText(children, { ...context, linked: true }), attributeOf(element, 'href'), context);
  const text = inlineText(children, context);
  return blocks.test(name) ? ` ${text} ` : text;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function indent(line: string, by: string): string {
  return line === '' ? '' : by + line;
}
