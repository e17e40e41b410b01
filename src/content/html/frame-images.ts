import type { Words } from '../words/words.ts';
import { attributeOf, type HtmlNode, isBlank, isElement } from './html-tree.ts';

/** How the pictures of an issue are shown. */
export interface PictureRules {
  /** In px. */
  readonly columnWidth: number;
  /** Whether a video is shown by its picture, where it has one, or named in words. */
  readonly embeds: 'picture' | 'words';
  /** English unless it says otherwise. */
  readonly words?: Words;
}

/** Elements that hold paragraphs. */
export const flow = new Set([
  'div',
  'blockquote',
  'li',
  'dd',
  'td',
  'th',
  'figure',
  'figcaption',
  'details',
  'ul',
  'ol',
  'dl',
]);
const blocks = new Set([
  ...flow,
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'hr',
  'table',
  'dt',
  'address',
]);

/** An image alone on its line is a figure: it may take the width of the column, and stands apart from the text. */
export function frameImages(nodes: readonly HtmlNode[], parent: string, rules: PictureRules): HtmlNode[] {
  const framed = ['', 'div', 'blockquote'].includes(parent);
  if (!framed && !['p', 'li', 'figure', 'dd'].includes(parent)) return [...nodes];
  const solid = nodes.filter((node) => !isBlank(node));
  return nodes.map((node) => {
    if (!isPicture(node)) return node;
    const at = solid.indexOf(node);
    if (![solid[at - 1], solid[at + 1]].every(endsLine)) return node;
    const wide = widen(node, rules.columnWidth);
    return framed ? { name: 'p', attributes: { class: 'figure' }, children: [wide] } : wide;
  });
}

function endsLine(neighbour: HtmlNode | undefined): boolean {
  return neighbour === undefined || isBlock(neighbour) || isCaption(neighbour) || isBreak(neighbour);
}

/**
 * Outlook on Windows knows no max-width: without a width it shows an image of 2,000 px as wide as that. All others
 * follow the style of the class, which shows what is smaller than the column in its own size.
 */
export function widen(node: HtmlNode, columnWidth: number): HtmlNode {
  if (!isElement(node)) return node;
  if (node.name !== 'img')
    return { ...node, children: node.children.map((child) => widen(child, columnWidth)) };
  if (attributeOf(node, 'width') !== '' || attributeOf(node, 'height') !== '') return node;
  return { ...node, attributes: { ...node.attributes, width: String(columnWidth), class: 'natural' } };
}

/** Whether a paragraph is an image and its caption, and nothing else. */
export function holdsPicture(nodes: readonly HtmlNode[]): boolean {
  const solid = nodes.filter((node) => !isBlank(node) && !isCaption(node));
  return solid.length === 1 && solid.every(isPicture);
}

function isPicture(node: HtmlNode): boolean {
  if (!isElement(node)) return false;
  if (node.name !== 'a' && node.name !== 'span') return node.name === 'img';
  const solid = node.children.filter((child) => !isBlank(child));
  return solid.length === 1 && solid.every(isPicture);
}

function isCaption(node: HtmlNode): boolean {
  return isElement(node) && node.name === 'small' && node.attributes['class'] === 'caption';
}

export function isBlock(node: HtmlNode): boolean {
  return isElement(node) && blocks.has(node.name);
}

function isBreak(node: HtmlNode): boolean {
  return isElement(node) && node.name === 'br';
}
