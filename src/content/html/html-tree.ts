import { unescapeHtml } from '../text/html-escape.ts';

/** Text with its character references as they are written, or an element. */
export type HtmlNode = string | HtmlElement;

export interface HtmlElement {
  readonly name: string;
  /** Values with their character references. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly HtmlNode[];
}

const tagOrText = /<(\/?)([a-z][a-z0-9]*)(?![a-z0-9])([^<>]*)>|([^<]+)/g;
const attribute = /(?<![a-z-])([a-z][a-z-]*)="([^"]*)"/g;
/** Elements that are never closed, among those that the sanitiser lets through. */
export const voidTags = ['br', 'hr', 'img', 'col', 'wbr', 'source'];

/** Reads well-formed HTML whose attributes hold no bare `>`, such as the sanitiser writes. */
export function readTree(html: string): HtmlNode[] {
  const root: HtmlNode[] = [];
  const open: HtmlNode[][] = [root];
  for (const [, slash, name = '', attributes = '', text] of html.matchAll(tagOrText)) {
    if (text !== undefined) open.at(-1)?.push(text);
    else if (slash === '/') open.pop();
    else {
      const children: HtmlNode[] = [];
      open.at(-1)?.push({ name, attributes: readAttributes(attributes), children });
      if (!voidTags.includes(name)) open.push(children);
    }
  }
  return root;
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(attribute), ([, name = '', value = '']) => [name, value]),
  );
}

export function printTree(nodes: readonly HtmlNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : printElement(node))).join('');
}

function printElement({ name, attributes, children }: HtmlElement): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const open = `<${name}${written.join('')}`;
  return voidTags.includes(name) ? `${open} />` : `${open}>${printTree(children)}</${name}>`;
}

/** The value of an attribute, its references read; empty where there is none. */
export function attributeOf(element: HtmlElement, name: string): string {
  return unescapeHtml(element.attributes[name] ?? '');
}

export function isElement(node: HtmlNode): node is HtmlElement {
  return typeof node !== 'string';
}

export function isBlank(node: HtmlNode): boolean {
  return typeof node === 'string' && node.trim() === '';
}

/** The text of nodes as a reader sees it, white space as it is written. */
export function textOf(nodes: readonly HtmlNode[]): string {
  return nodes.map((node) => (isElement(node) ? textOf(node.children) : unescapeHtml(node))).join('');
}

/** An element without attributes. */
export function nest(name: string, children: readonly HtmlNode[]): HtmlElement {
  return { name, attributes: {}, children };
}
