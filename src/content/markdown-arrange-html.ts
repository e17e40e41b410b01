import { escapeHtml } from './html-escape.ts';
import { type Embed, embedTags, readEmbed } from './markdown-embed.ts';
import {
  attributeOf,
  type HtmlElement,
  type HtmlNode,
  isBlank,
  isElement,
  textOf,
} from './markdown-html-tree.ts';

/** How the pictures of an issue are shown. */
export interface PictureRules {
  /** In px. */
  readonly columnWidth: number;
  /** Whether a video is shown by its picture, where it has one, or named in words. */
  readonly embeds: 'picture' | 'words';
}

/** What stands around a node, as far as it decides what the node may be. */
interface Around {
  readonly parent: string;
  /** Whether only text and inline elements are allowed. */
  readonly inline: boolean;
  readonly linked: boolean;
}

/** What may stand right inside a table and its parts, until a cell or a caption opens for text again. */
const tableChildren: Record<string, readonly string[]> = {
  table: ['caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr'],
  colgroup: ['col'],
  thead: ['tr'],
  tbody: ['tr'],
  tfoot: ['tr'],
  tr: ['th', 'td'],
};
const tableParts = new Set(Object.values(tableChildren).flat());

/** Elements that hold paragraphs. */
const flow = new Set([
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

/**
 * Makes of any sanitised HTML what shows well in an email, and cannot harm the layout around it.
 *
 * An email is laid out in tables. A browser that meets a `<td>` of no table inside a cell closes that cell, and a
 * `<table>` between the rows of another closes that table (HTML Standard, insertion modes "in cell" and "in table"),
 * so parts of a table outside of one leave only what is inside them. So do links and images whose address was refused;
 * an image leaves its alternative text.
 */
export function arrangeHtml(nodes: readonly HtmlNode[], rules: PictureRules): HtmlNode[] {
  const top: Around = { parent: '', inline: false, linked: false };
  return frameImages(arrangeAll(nodes, top, rules), '', rules);
}

function arrangeAll(nodes: readonly HtmlNode[], around: Around, rules: PictureRules): HtmlNode[] {
  return nodes.flatMap((node) => (isElement(node) ? arrange(node, around, rules) : [node]));
}

function arrange(element: HtmlElement, around: Around, rules: PictureRules): HtmlNode[] {
  const { name, attributes } = element;
  if (embedTags.includes(name)) return embedNodes(readEmbed(element), around, rules);
  if (!isPlaced(element, around)) {
    return name === 'img' ? [attributes['alt'] ?? ''] : arrangeAll(element.children, around, rules);
  }
  const inside = {
    parent: name,
    inline: !flow.has(name) && !tableParts.has(name),
    linked: around.linked || name === 'a',
  };
  const children = frameImages(arrangeAll(element.children, inside, rules), name, rules);
  // What stood in it is gone, and the gap would stay.
  if (name === 'p' && children.every(isBlank)) return [];
  return [reshape(element, children)];
}

/** Whether the element does any good where it stands. */
function isPlaced(element: HtmlElement, around: Around): boolean {
  const { name, attributes } = element;
  if (!(tableChildren[around.parent]?.includes(name) ?? !tableParts.has(name))) return false;
  if (name === 'a') return Boolean(attributes['href']) && !around.linked;
  return name === 'img' ? Boolean(attributes['src']) : name !== 'source';
}

/** Elements that mail programs strip or draw in their own way, in terms of those that they all know. */
function reshape(element: HtmlElement, children: readonly HtmlNode[]): HtmlElement {
  const { name, attributes } = element;
  switch (name) {
    // Gmail strips the tags, and nobody could open what is folded.
    case 'details':
      return { name: 'div', attributes, children: looseTextInParagraphs(children) };
    case 'summary':
      return {
        name: 'p',
        attributes: { ...attributes, class: 'summary' },
        children: [nest('strong', children)],
      };
    case 'figure':
      return { name: 'div', attributes: { ...attributes, class: 'figure' }, children };
    case 'figcaption':
      return { name: 'div', attributes: { ...attributes, class: 'caption' }, children };
    case 'table':
      return tableToScroll(attributes, children);
    case 'td':
    case 'th':
      return {
        name,
        attributes: longWord.test(textOf(children)) ? { ...attributes, class: 'long' } : attributes,
        children,
      };
    case 'p':
      return {
        name,
        attributes: holdsPicture(children) ? { ...attributes, class: 'figure' } : attributes,
        children,
      };
    default:
      return { name, attributes, children };
  }
}

/**
 * Outlook on Windows knows no width of 100% but the attribute. A phone has no room for three columns of words; there
 * the table moves sideways in its frame.
 */
function tableToScroll(attributes: HtmlElement['attributes'], children: readonly HtmlNode[]): HtmlElement {
  const table: HtmlElement = { name: 'table', attributes: { ...attributes, width: '100%' }, children };
  if (columnsOf(table) < 3) return table;
  return { name: 'div', attributes: { class: 'scroll' }, children: [table] };
}

function columnsOf({ name, children }: HtmlElement): number {
  const parts = children.filter(isElement);
  return name === 'tr' ? parts.length : Math.max(0, ...parts.map(columnsOf));
}

/** A name or an address that a column would be as wide as. */
const longWord = /\S{25}/;

function looseTextInParagraphs(nodes: readonly HtmlNode[]): HtmlNode[] {
  const out: HtmlNode[] = [];
  let run: HtmlNode[] = [];
  const endRun = () => {
    if (run.every(isBlank)) out.push(...run);
    else out.push(nest('p', run));
    run = [];
  };
  for (const node of nodes) {
    if (isBlock(node)) {
      endRun();
      out.push(node);
    } else run.push(node);
  }
  endRun();
  return out;
}

function embedNodes(embed: Embed | null, around: Around, rules: PictureRules): HtmlNode[] {
  if (embed === null || around.parent in tableChildren) return [];
  const { label, picture } = embed;
  const link = (children: HtmlNode[]): HtmlNode =>
    around.linked
      ? nest('span', children)
      : { name: 'a', attributes: { href: escapeHtml(embed.url) }, children };
  if (picture === null || rules.embeds === 'words') {
    const line = link([escapeHtml(label)]);
    return around.inline ? [line] : [nest('p', [line])];
  }
  const { src, width, height, caption } = picture;
  const image: HtmlElement = {
    name: 'img',
    attributes: {
      src: escapeHtml(src),
      alt: escapeHtml(label),
      ...(width && { width }),
      ...(height && { height }),
    },
    children: [],
  };
  const shown: HtmlNode[] = [
    link([image]),
    { name: 'small', attributes: { class: 'caption' }, children: [link([escapeHtml(caption)])] },
  ];
  if (around.inline) return shown;
  const children = shown.map((node) => widen(node, rules.columnWidth));
  return [{ name: 'p', attributes: { class: 'figure' }, children }];
}

/** An image alone on its line is a figure: it may take the width of the column, and stands apart from the text. */
function frameImages(nodes: readonly HtmlNode[], parent: string, rules: PictureRules): HtmlNode[] {
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
function widen(node: HtmlNode, columnWidth: number): HtmlNode {
  if (!isElement(node)) return node;
  if (node.name !== 'img')
    return { ...node, children: node.children.map((child) => widen(child, columnWidth)) };
  if (attributeOf(node, 'width') !== '' || attributeOf(node, 'height') !== '') return node;
  return { ...node, attributes: { ...node.attributes, width: String(columnWidth), class: 'natural' } };
}

function holdsPicture(nodes: readonly HtmlNode[]): boolean {
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

function isBlock(node: HtmlNode): boolean {
  return isElement(node) && blocks.has(node.name);
}

function isBreak(node: HtmlNode): boolean {
  return isElement(node) && node.name === 'br';
}

function nest(name: string, children: readonly HtmlNode[]): HtmlElement {
  return { name, attributes: {}, children };
}
