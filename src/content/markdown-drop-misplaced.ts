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

const tag = /<(\/?)([a-z][a-z0-9]*)([^>]*)>/g;
const voidTags = new Set(['br', 'hr', 'img', 'col', 'wbr']);

/**
 * Drops the tags that do no good where they stand, and keeps what is inside: links and images whose address was
 * refused (an image leaves its alternative text), parts of a table outside of one, and whatever stands between the
 * parts of one. Wants well-formed HTML whose attributes hold no bare `>`.
 *
 * An email is laid out in tables. A browser that meets a `<td>` of no table inside a cell closes that cell, and a
 * `<table>` between the rows of another closes that table (HTML Standard, insertion modes "in cell" and "in table"),
 * so one such tag in an issue would end the template's own layout.
 */
export function dropMisplaced(html: string): string {
  const open: { name: string; kept: boolean }[] = [];
  return html.replace(tag, (whole: string, slash: string, name: string, attributes: string) => {
    if (slash === '/') return open.pop()?.kept === false ? '' : whole;
    const parent = open.findLast((element) => element.kept)?.name ?? '';
    const placed = tableChildren[parent]?.includes(name) ?? !tableParts.has(name);
    const kept = placed && leadsSomewhere(name, attributes);
    if (!voidTags.has(name)) open.push({ name, kept });
    if (kept) return whole;
    return name === 'img' ? (/ alt="([^"]*)"/.exec(attributes)?.[1] ?? '') : '';
  });
}

function leadsSomewhere(name: string, attributes: string): boolean {
  if (name === 'a') return / href="[^"]/.test(attributes);
  if (name === 'img') return / src="[^"]/.test(attributes);
  return true;
}
