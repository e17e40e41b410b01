import { quoteCell } from '../quote-cell.ts';
import type { ColumnRole } from './column-roles.ts';
import type { Column } from './detect-table.ts';
import type { ImportNotes } from './import-row.ts';

interface FieldPlace {
  readonly addressColumns: readonly number[];
  readonly where: string;
  readonly notes: ImportNotes;
}

const maxNameLength = 200;
/** A value stands in a message or on a page; what is longer is no fact about a reader. */
const maxValueLength = 2_000;

/** The name and the fields of a record. What is empty is left out, so that it takes nothing away from what is known. */
export function readFieldValues(
  columns: readonly Column[],
  cells: readonly string[],
  place: FieldPlace,
): { readonly name: string; readonly fields: Record<string, string> } {
  const filled = columns.flatMap((column, at): FilledColumn[] => {
    const cell = cells[at]?.trim() ?? '';
    return cell === '' || place.addressColumns.includes(at) ? [] : [{ ...column, cell }];
  });
  const of = (kind: ColumnRole['kind']) => filled.find(({ role }) => role.kind === kind)?.cell ?? '';
  const name = plain(of('name') || [of('first-name'), of('last-name')].filter(Boolean).join(' '));
  if (name.length > maxNameLength)
    place.notes.count(`Names over ${maxNameLength} characters were cut`, place.where);
  if (isMojibake(name)) place.notes.count('Names look broken already, and are kept as they are', place.where);
  const pairs = filled.flatMap((one) => fieldsOf(one, place)).flatMap((pair) => kept(pair, place));
  return { name: name.slice(0, maxNameLength), fields: Object.fromEntries(pairs) };
}

type FilledColumn = Column & { readonly cell: string };

function fieldsOf({ name, role, cell }: FilledColumn, place: FieldPlace): [string, string][] {
  if (role.kind === 'attributes') return readAttributes(name, cell, place);
  if (role.kind === 'tags') return [[name, JSON.stringify(readTags(cell))]];
  // Networks are evidence of a consent and nobody else's business; and what our own exports say of one is no field.
  const isEvidence =
    role.kind === 'consent' && (role.what.endsWith('-ip') || /^agreed_(?:at|by)$/.test(name));
  const isField = !isEvidence && !['name', 'status', 'flag', 'ours'].includes(role.kind);
  return isField ? [[name, cell]] : [];
}

/** UTF-8 that was read as Windows-1252 once: `Ã©` for é. */
function isMojibake(text: string): boolean {
  return /[ÃÂ][\u0080-\u00bf\u2018-\u203a€ƒ„…†‡ˆ‰ŠŒŽ™š›œž]/u.test(text);
}

function kept([name, value]: readonly [string, string], { where, notes }: FieldPlace): [string, string][] {
  const text = plain(value);
  if (text.length <= maxValueLength) return [[name, text]];
  notes.count(`Values of "${name}" over ${maxValueLength} characters were left out`, where);
  return [];
}

/** Controls could end a header line of a mail, and a database takes no zero byte. */
function plain(text: string): string {
  return /[\p{Cc}\u2028\u2029]/u.test(text) ? text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim() : text;
}

/** The keys of an object in a cell, as JSON or as Python writes it; text is kept as text, and told. */
function readAttributes(name: string, cell: string, { where, notes }: FieldPlace): [string, string][] {
  const value = parseObject(cell);
  if (value === null) return [];
  if (value !== undefined)
    return Object.entries(value).flatMap(([key, one]) =>
      isEmpty(one) ? [] : [[key.slice(0, 100), textOf(one)]],
    );
  notes.count(
    `Column "${name}" holds no object in places, and is kept there as text (${quoteCell(cell)})`,
    where,
  );
  return [[name, cell]];
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What Sympa keeps of a member in XML: `<custom_attribute id="city"><value>Lampton</value>`. */
function fromXml(text: string): Record<string, string> | undefined {
  const found = [
    ...text.matchAll(/<custom_attribute id="([^"<>]{1,100})">\s*<value>([^<>]{0,2000})<\/value>/g),
  ];
  if (found.length === 0) return undefined;
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  const plainOf = (value: string) =>
    value.replace(/&(\w{2,4});/g, (whole, name: string) => entities[name] ?? whole);
  return Object.fromEntries(found.map(([, id = '', value = '']) => [id, plainOf(value)]));
}

/** Null for nothing; undefined for what is no object. */
function parseObject(cell: string): object | null | undefined {
  const value =
    parseJson(cell) ??
    (cell.startsWith('<') ? fromXml(cell) : undefined) ??
    (cell.startsWith('{') ? parseJson(fromPython(cell)) : undefined);
  if (value === null || cell === 'null') return null;
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
}

function parseJson(text: string): object | null | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `{'staff': 'true', 'n': None}`: strings in single quotes, and three words of its own. */
function fromPython(text: string): string {
  return text.replace(
    /'((?:[^'\\]|\\.)*)'|\b(None|True|False)\b/g,
    (_, string: string | undefined, word: string | undefined) => {
      if (word !== undefined) return word === 'None' ? 'null' : word.toLowerCase();
      return JSON.stringify((string ?? '').replace(/\\(.)/g, '$1'));
    },
  );
}

/** `"Editors","VIP, gold"`, `a;b`, `a, b`, or JSON. */
function readTags(cell: string): string[] {
  if (cell.startsWith('[')) {
    const value = parseJson(cell);
    if (Array.isArray(value)) return value.map(textOf);
  }
  if (cell.startsWith('"') && cell.endsWith('"') && cell.length > 1)
    return cell
      .slice(1, -1)
      .split(/" ?[,;] ?"/)
      .map((tag) => tag.replaceAll('""', '"'));
  return cell
    .split(cell.includes(';') ? ';' : ',')
    .map((tag) => tag.trim())
    .filter(Boolean);
}
