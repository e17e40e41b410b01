import type { Field, FrontMatter } from './field.ts';

/** A block of headers must name at least one of these, or it is only a paragraph that begins with `Note:`. */
const tellingNames = new Set([
  'title',
  'date',
  'issue',
  'number',
  'slug',
  'author',
  'authors',
  'category',
  'tags',
  'summary',
  'subject',
  'status',
]);
const headerLine = /^(?:#\+)?([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?$/;
const franklinField =
  /@def[ \t]+(\w+)[ \t]*=[ \t]*("""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|[^\n]*)[^\n]*(?:\n[ \t]*)*/y;

/**
 * Metadata without fences: `Title: …` lines up to the first blank line (Pelican, MultiMarkdown, Org), or Franklin's
 * `@def title = "…"`. Null if the text does not begin with such lines.
 */
export function readHeaderLines(text: string): FrontMatter | null {
  return text.startsWith('@def ') ? readFranklin(text) : readPelican(text);
}

function readPelican(text: string): FrontMatter | null {
  const fields: { name: string; values: string[]; line: number }[] = [];
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.trim() === '');
  const block = end < 0 ? lines : lines.slice(0, end);
  for (const [index, line] of block.entries()) {
    const [, name, value = ''] = headerLine.exec(line) ?? [];
    const above = fields.at(-1);
    if (name !== undefined) fields.push({ name, values: [value.trim()], line: index + 1 });
    else if (above !== undefined && /^[ \t]/.test(line)) above.values.push(line.trim());
    else return null;
  }
  if (!fields.some((field) => tellingNames.has(field.name.toLowerCase()))) return null;
  const body = end < 0 ? '' : lines.slice(end + 1).join('\n');
  const joined = fields.map(
    ({ name, values, line }): Field => ({ name, value: values.join(' ').trim(), line }),
  );
  return { format: 'headers', fields: joined, faults: [], body, bodyLine: block.length + 2 };
}

function readFranklin(text: string): FrontMatter {
  const fields: Field[] = [];
  let at = 0;
  franklinField.lastIndex = 0;
  for (let match = franklinField.exec(text); match !== null; match = franklinField.exec(text)) {
    const [, name = '', value = ''] = match;
    fields.push({ name, value: franklinValue(value), line: text.slice(0, match.index).split('\n').length });
    at = franklinField.lastIndex;
  }
  const bodyLine = text.slice(0, at).split('\n').length;
  return { format: 'headers', fields, faults: [], body: text.slice(at), bodyLine };
}

function franklinValue(source: string): string {
  const [, year, month, day] = /^Date\((\d+), *(\d+), *(\d+)\)/.exec(source) ?? [];
  if (year !== undefined) return `${year}-${month}-${day}`;
  return source
    .replace(/^"+/, '')
    .replace(/(?<!")"+\s*$/, '')
    .trim();
}
