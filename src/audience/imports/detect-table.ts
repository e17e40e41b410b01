import { AudienceError } from '../audience-error.ts';
import { addressRank, type ColumnRole, isUnrelated, roleOf } from './column-roles.ts';
import { isAddress } from './read-address.ts';
import { type TextRecord, takeRecords } from './read-records.ts';
import { readTime } from './read-time.ts';
import { answerOf, isTelling, meaningOf } from './state-words.ts';

export interface Column {
  readonly name: string;
  readonly role: ColumnRole;
}

/** What the beginning of a delimited file says of the rest. */
export interface TableShape {
  readonly delimiter: string;
  readonly columns: readonly Column[];
  /** Where the addresses are: more than one where several columns claim it. */
  readonly addressColumns: readonly number[];
  /** Lines up to and with this one are no rows; 0 where the first one is. */
  readonly headerLine: number;
  /** The header, as it would stand in a file pasted below another; null where there is none. */
  readonly header: readonly string[] | null;
  readonly notes: readonly string[];
}

const delimiters = [',', ';', '\t', '|'];
/** A title, a date and a filter may stand above the header. */
const maxAbove = 40;

/** How a record would be read by one delimiter. */
interface Candidate {
  readonly delimiter: string;
  readonly headerAt: number;
  readonly records: readonly TextRecord[];
  readonly score: number;
}

/**
 * Finds the delimiter, the header and what each column means, by the beginning of a file. Null where it holds one
 * sentence and nothing else, as some systems write for an empty list.
 *
 * @throws AudienceError where no column holds addresses, naming those there are
 */
export function detectTable(
  sample: string,
  isWhole: boolean,
  file: string,
  roles: (name: string) => ColumnRole = roleOf,
): TableShape | null {
  const hint = /^\s*"?sep=([^\n"]|\\t)"?[ ,;]*(?:\n|$)/i.exec(sample);
  const candidates = (hint ? [hint[1] === '\\t' ? '\t' : (hint[1] ?? ',')] : delimiters).map((delimiter) =>
    tryDelimiter(sample, isWhole, delimiter, hint !== null),
  );
  const best = candidates.reduce((one, other) => (other.score > one.score ? other : one));
  if (best.score <= 0) return withoutAddresses(best, file);
  return shapeOf(best, { sample, isWhole, isHinted: hint !== null }, file, roles);
}

function withoutAddresses({ records }: Candidate, file: string): null {
  const filled = records.filter(({ cells }) => !isBlank(cells));
  const [only] = filled;
  if (filled.length === 0) throw noAddresses(file, []);
  if (filled.length === 1 && only?.cells.length === 1 && /[\s\d]/.test(only.cells[0] ?? '')) return null;
  throw noAddresses(
    file,
    (only?.cells ?? []).map((cell) => cell.trim()),
  );
}

function noAddresses(file: string, columns: readonly string[]): AudienceError {
  const found =
    columns.length === 0
      ? 'it has no rows'
      : `its columns are ${columns.map((name) => JSON.stringify(name)).join(', ')}`;
  return new AudienceError([`${file} has no column of addresses: ${found}. Nothing was changed.`]);
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || /^[\s\u200b\ufeff]*$/.test(cell));
}

export function isComment(cells: readonly string[]): boolean {
  return /^\s*#/.test(cells[0] ?? '');
}

function tryDelimiter(sample: string, isWhole: boolean, delimiter: string, isHinted: boolean): Candidate {
  const all = takeRecords(sample, 1, { delimiter, columns: 0, isLast: isWhole }).records;
  const records = isHinted ? all.slice(1) : all;
  const headerAt = findHeader(records);
  if (headerAt === null) return { delimiter, headerAt: -1, records, score: 0 };
  const width = records[headerAt < 0 ? firstFilled(records) : headerAt]?.cells.length ?? 1;
  const body = records.slice(headerAt + 1).filter(({ cells }) => !isBlank(cells));
  const same = body.filter(({ cells }) => cells.length === width).length / Math.max(1, body.length);
  const rank = headerAt >= 0 ? nameRank(records[headerAt]?.cells ?? []) : 0;
  const score = 5_000 * (rank + 1) + Math.round(same * 1_000) + Math.min(width, 500);
  return { delimiter, headerAt, records, score };
}

function firstFilled(records: readonly TextRecord[]): number {
  return records.findIndex(({ cells }) => !isBlank(cells) && !isComment(cells));
}

/** How well the names of a header say where the addresses are; a name with another delimiter in it is a whole line. */
function nameRank(cells: readonly string[]): number {
  const ranks = cells.map((cell) =>
    cell.length > 80 || /[,;\t|]/.test(cell) ? 0 : addressRank(uncommented(cell)),
  );
  return Math.max(0, ...ranks);
}

/** Some systems write the header as a comment. */
function uncommented(cell: string): string {
  return cell.replace(/^\s*#+\s*/, '');
}

/** The index of the header; -1 where the first row is a person; null where nothing is an address, nor named so. */
function findHeader(records: readonly TextRecord[]): number | null {
  const top = records
    .slice(0, maxAbove)
    .map(({ cells }, at) => ({ at, cells, isPerson: !isComment(cells) && cells.some(isAddress) }))
    .filter(({ cells }) => !isBlank(cells));
  const person = top.findIndex(({ isPerson }) => isPerson);
  const above = person < 0 ? top : top.slice(0, person);
  const named = above.find(({ cells }) => nameRank(cells) > 0 && !isSentence(cells));
  if (named) return named.at;
  if (person >= 0) {
    const before = above.findLast(({ cells }) => !isComment(cells));
    return before && isHeaderOf(before.cells, top[person]?.cells ?? []) ? before.at : -1;
  }
  // A file whose first addresses are all wrong, or stand far below.
  return records.some(({ cells }) => cells.some(isAddress)) ? -1 : null;
}

function isSentence(cells: readonly string[]): boolean {
  return cells.filter((cell) => cell.trim() !== '').length === 1 && cells.length > 1;
}

/** An unknown header has a name for each column below it. */
function isHeaderOf(cells: readonly string[], below: readonly string[]): boolean {
  return (
    cells.length === below.length && cells.every((cell) => cell.trim() !== '' && !/^\d+$/.test(cell.trim()))
  );
}

interface Sample {
  readonly sample: string;
  readonly isWhole: boolean;
  readonly isHinted: boolean;
}

function shapeOf(
  { delimiter, headerAt, records }: Candidate,
  { sample, isWhole, isHinted }: Sample,
  file: string,
  roles: (name: string) => ColumnRole,
): TableShape {
  const headerRecord = headerAt >= 0 ? records[headerAt] : undefined;
  const header = headerRecord?.cells.map(uncommented).map(cleanName) ?? null;
  const width = header?.length ?? commonWidth(bodyOf(records, headerAt));
  // Now that it is known how many cells a row has, quotes can be told from text.
  const again = takeRecords(sample, 1, { delimiter, columns: width, isLast: isWhole }).records;
  const body = bodyOf(isHinted ? again.slice(1) : again, headerAt);
  const names = Array.from({ length: width }, (_, at) => header?.[at] || `column ${at + 1}`);
  const addressColumns = findAddresses(names, header !== null, body);
  if (addressColumns.length === 0) throw noAddresses(file, header ?? records[0]?.cells ?? []);
  const columns = names.map((name, at) => ({
    name,
    role: header?.[at] ? judged(roles(name), name, valuesOf(body, at)) : byValues(valuesOf(body, at)),
  }));
  const above = (headerRecord ? records.slice(0, headerAt) : []).filter(({ cells }) => !isBlank(cells));
  return {
    delimiter,
    columns,
    addressColumns,
    headerLine: headerRecord?.line ?? (isHinted ? 1 : 0),
    header,
    notes: [
      ...(header === null ? [`${file} has no header: its first line is taken for a person.`] : []),
      ...(above.length > 0
        ? [
            `${file}: ${above.length} line${above.length === 1 ? '' : 's'} above the header (line ${headerRecord?.line}) skipped.`,
          ]
        : []),
    ],
  };
}

function bodyOf(records: readonly TextRecord[], headerAt: number): (readonly string[])[] {
  return records
    .slice(headerAt + 1)
    .filter(({ cells, isBroken }) => !isBroken && !isBlank(cells) && !isComment(cells))
    .map(({ cells }) => cells)
    .slice(0, 2_000);
}

function cleanName(cell: string): string {
  return cell
    .replace(/[\p{Cf}\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
}

function commonWidth(body: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of body) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || b - a)[0]?.[0] ?? 1;
}

function valuesOf(body: readonly (readonly string[])[], at: number): string[] {
  return body.map((cells) => cells[at]?.trim() ?? '').filter((cell) => cell !== '');
}

/** By name and by what is in it: a column called address may hold streets, and one that nobody knows addresses. */
function findAddresses(
  names: readonly string[],
  isNamed: boolean,
  body: readonly (readonly string[])[],
): readonly number[] {
  const found = names.map((name, at) => {
    const values = valuesOf(body, at);
    const addresses = values.filter(isAddress).length;
    const rank = isNamed ? addressRank(name) : 0;
    return {
      at,
      rank,
      addresses,
      isFull: addresses > 0 && addresses === values.length,
      isMost: addresses * 2 > values.length,
    };
  });
  const choices = [
    found.filter(({ rank, addresses }) => rank === 2 && addresses > 0),
    found.filter(({ rank, isMost }) => rank === 1 && isMost),
    found.filter(({ rank, isFull }) => rank === 0 && isFull),
    found.filter(({ rank }) => rank === 2).slice(0, 1),
    found.filter(({ rank, isMost }) => rank === 0 && isMost),
    found.filter(({ rank }) => rank === 1).slice(0, 1),
  ];
  return (choices.find((some) => some.length > 0) ?? []).map(({ at }) => at);
}

/** A weak role holds only where what is in the column bears it out. */
function judged(role: ColumnRole, name: string, values: readonly string[]): ColumnRole {
  if (role.kind === 'status' && role.isWeak && !values.some((value) => meaningOf(value) !== null))
    return { kind: 'field' };
  if (role.kind === 'flag' && role.yes === 'mail' && isTimes(values))
    return { kind: 'consent', what: 'opt-in-time' };
  if (role.kind === 'flag' && role.isWeak) {
    const isAnswered = values.every((value) => answerOf(value) !== null || readTime(value).kind !== 'none');
    if (isAnswered) return role;
    return byValues(values);
  }
  return role.kind === 'field' && !isUnrelated(name) ? byValues(values) : role;
}

/** Whether a column called subscribed says when, and not whether. */
function isTimes(values: readonly string[]): boolean {
  return (
    values.length > 0 && values.every((value) => answerOf(value) === null && readTime(value).kind !== 'none')
  );
}

/** A column that holds nothing but words of status is one, whatever it is called. */
function byValues(values: readonly string[]): ColumnRole {
  const meanings = values.map((value) => ({ value, meaning: meaningOf(value) }));
  const isStatus =
    meanings.length > 0 &&
    meanings.every(({ meaning }) => meaning !== null) &&
    meanings.some(
      ({ value, meaning }) => isTelling(meaning) && (value.length >= 6 || /[^\p{ASCII}]/u.test(value)),
    );
  return isStatus ? { kind: 'status', isWeak: false } : { kind: 'field' };
}
