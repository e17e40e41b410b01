import { type HtmlElement, type HtmlNode, isBlank, isElement, nest, textOf } from './html-tree.ts';

type Attributes = HtmlElement['attributes'];

/** For layout and not for data: a screen reader says nothing of its cells. */
const layout: Attributes = { role: 'presentation', cellpadding: '0', cellspacing: '0', border: '0' };

/**
 * Outlook on Windows knows no width of 100% but the attribute. A phone has no room for three columns of words; there
 * the table moves sideways in its frame, which those reach who use no mouse (WCAG 2.1.1). What has no header lays out
 * and has no rules.
 *
 * @param label what the frame is called for whom it is read aloud
 */
export function tableOf(attributes: Attributes, children: readonly HtmlNode[], label: string): HtmlElement {
  const rows = isHeaderless(children) ? withoutHeader(children) : children;
  if (!holds(rows, 'th'))
    return {
      name: 'table',
      attributes: { ...attributes, width: '100%', ...layout, class: 'layout' },
      children: rows,
    };
  const table: HtmlElement = {
    name: 'table',
    attributes: { ...attributes, width: '100%' },
    children: rows,
  };
  if (columnsOf(table) < 3) return table;
  const frame = { class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0' };
  return { name: 'div', attributes: frame, children: [table] };
}

/** Markdown has no table without a header, so for layout authors leave its cells empty. */
function isHeaderless(children: readonly HtmlNode[]): boolean {
  const head = children.find((child) => isElement(child) && child.name === 'thead');
  return (
    head !== undefined && isElement(head) && textOf(head.children).trim() === '' && !holds([head], 'img')
  );
}

function withoutHeader(children: readonly HtmlNode[]): HtmlNode[] {
  return children.filter((child) => !isElement(child) || child.name !== 'thead');
}

function holds(nodes: readonly HtmlNode[], name: string): boolean {
  return nodes.some((node) => isElement(node) && (node.name === name || holds(node.children, name)));
}

function columnsOf({ name, children }: HtmlElement): number {
  const parts = children.filter(isElement);
  return name === 'tr' ? parts.length : Math.max(0, ...parts.map(columnsOf));
}

/** Buttons as tables, whose padding Outlook on Windows keeps; between two of them is a gap. */
export function actionTable(links: readonly HtmlNode[]): HtmlElement {
  const cells = links
    .filter((link) => !isBlank(link))
    .flatMap((link, at): HtmlElement[] => [
      ...(at > 0 ? [{ name: 'td', attributes: { width: '12' }, children: [] }] : []),
      { name: 'td', attributes: { class: 'press' }, children: [link] },
    ]);
  return { name: 'table', attributes: { ...layout, class: 'action' }, children: [nest('tr', cells)] };
}

/** Two cards side by side in each row; on a phone a style sheet sets them below each other. */
export function cardsTable(cards: readonly HtmlNode[]): HtmlElement {
  const solid = cards.filter(isElement);
  const rows: HtmlElement[] = [];
  for (let at = 0; at < solid.length; at += 2)
    rows.push(
      nest(
        'tr',
        [solid[at], solid[at + 1]].map((card) => ({
          name: 'td',
          attributes: { class: 'half', width: '50%', valign: 'top' },
          children: card?.children ?? [],
        })),
      ),
    );
  return { name: 'table', attributes: { ...layout, width: '100%', class: 'cards' }, children: rows };
}
