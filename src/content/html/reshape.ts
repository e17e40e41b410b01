import { isUpright } from '../text/script.ts';
import { holdsPicture, isBlock } from './frame-images.ts';
import { type HtmlElement, type HtmlNode, isBlank, isElement, nest, textOf } from './html-tree.ts';

/** Elements that mail programs strip or draw in their own way, in terms of those that they all know. */
export function reshape(element: HtmlElement, children: readonly HtmlNode[]): HtmlElement {
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
    // Slanted by a machine they are hard to read, and no font has letters for it.
    case 'em':
    case 'i':
      return { name: isUpright(textOf(children)) ? 'b' : name, attributes, children };
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
