import { en } from '../words/en.ts';
import { embedTags, readEmbed } from './embed.ts';
import { type EmbedPlace, embedNodes } from './embed-html.ts';
import { flow, frameImages, type PictureRules } from './frame-images.ts';
import { type HtmlElement, type HtmlNode, isBlank, isElement } from './html-tree.ts';
import { reshape } from './reshape.ts';

/** What stands around a node, as far as it decides what the node may be. */
interface Around extends EmbedPlace {
  readonly parent: string;
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
  if (embedTags.includes(name)) {
    const embed = around.parent in tableChildren ? null : readEmbed(element, rules.words ?? en);
    return embed === null ? [] : embedNodes(embed, around, rules);
  }
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
  return [reshape(element, children, { parent: around.parent, rules })];
}

/** Whether the element does any good where it stands. */
function isPlaced(element: HtmlElement, around: Around): boolean {
  const { name, attributes } = element;
  if (!(tableChildren[around.parent]?.includes(name) ?? !tableParts.has(name))) return false;
  if (name === 'a') return Boolean(attributes['href']) && !around.linked;
  return name === 'img' ? Boolean(attributes['src']) : name !== 'source';
}
