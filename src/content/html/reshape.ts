import { isUpright } from '../text/script.ts';
import { en } from '../words/en.ts';
import { holdsPicture, isBlock, type PictureRules } from './frame-images.ts';
import { type HtmlElement, type HtmlNode, isBlank, isElement, nest, textOf } from './html-tree.ts';
import { actionTable, cardsTable, tableOf } from './tables.ts';

interface Surroundings {
  readonly parent: string;
  readonly rules: Pick<PictureRules, 'words'>;
}

/** Elements that mail programs strip or draw in their own way, in terms of those that they all know. */
export function reshape(
  element: HtmlElement,
  children: readonly HtmlNode[],
  { parent, rules }: Surroundings,
): HtmlElement {
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
      return tableOf(attributes, children, (rules.words ?? en).table);
    case 'div':
      return attributes['class'] === 'cards' ? cardsTable(children) : { name, attributes, children };
    case 'ul':
      return parent === 'li' && children.filter((child) => !isBlank(child)).every(isLinkItem)
        ? { name, attributes: { ...attributes, class: 'links' }, children }
        : { name, attributes, children };
    // Slanted by a machine they are hard to read, and no font has letters for it.
    case 'em':
    case 'i':
      return { name: isUpright(textOf(children)) ? 'b' : name, attributes, children };
    case 'td':
    case 'th':
      return {
        name,
        attributes: {
          ...cellWidth(attributes),
          ...(longWord.test(textOf(children)) ? { class: 'long' } : {}),
        },
        children,
      };
    case 'p':
      if (isAction(attributes, children)) return actionTable(children);
      return {
        name,
        attributes: holdsPicture(children) ? { class: 'figure', ...attributes } : attributes,
        children,
      };
    default:
      return { name, attributes, children };
  }
}

/** A name or an address that a column would be as wide as. */
const longWord = /\S{25}/;

/** A cell may say how wide it is as long as that leaves a phone room for another. */
function cellWidth({ width = '', ...attributes }: HtmlElement['attributes']): HtmlElement['attributes'] {
  const [, digits, share] = /^(\d{1,3})(%?)$/.exec(width) ?? [];
  if (digits === undefined || Number(digits) > (share === '%' ? 100 : 160)) return attributes;
  return { ...attributes, width };
}

/** An item that is one link and nothing else. */
function isLinkItem(item: HtmlNode): boolean {
  if (!isElement(item)) return false;
  const [only, ...others] = item.children.filter((child) => !isBlank(child));
  if (only === undefined || !isElement(only) || others.length > 0) return false;
  return only.name === 'a' || (only.name === 'p' && isLinkItem(only));
}

/** Links in a paragraph of their own that the author wants to be buttons. */
function isAction(attributes: HtmlElement['attributes'], children: readonly HtmlNode[]): boolean {
  const solid = children.filter((child) => !isBlank(child));
  const isLink = (node: HtmlNode) =>
    isElement(node) && node.name === 'a' && textOf(node.children).trim() !== '';
  if (solid.length === 0 || !solid.every(isLink)) return false;
  return (
    attributes['class'] === 'action' ||
    solid.every((node) => isElement(node) && node.attributes['class'] === 'button')
  );
}

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
