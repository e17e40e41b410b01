/** A row of a delimited file, as it stands there. */
export interface TextRecord {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** A quotation mark was opened in it and never closed: its cells are not to be trusted. */
  readonly isBroken: boolean;
}

/** A record longer than this is a quotation mark that was left open, swallowing the rows after it. */
const maxRecordLength = 65_536;

/**
 * The records of delimited text, a batch for each block, read as people and programs write them: quotes of RFC 4180, also
 * after spaces; a quotation mark inside a cell is text; quotes that were not doubled, or escaped by a backslash, where the
 * number of columns shows that they were. A quote that is never closed breaks the line where it was opened, and no other.
 *
 * @param blocks text with LF at the end of each line
 * @param columns how many the header has; 0 where that is not known
 */
export async function* readRecords(
  blocks: AsyncIterable<string>,
  delimiter: string,
  columns: number,
): AsyncGenerator<readonly TextRecord[]> {
  let text = '';
  let line = 1;
  for await (const block of blocks) {
    const read = takeRecords(text + block, line, { delimiter, columns, isLast: false });
    if (read.records.length > 0) yield read.records;
    text = read.rest;
    line = read.line;
  }
  const last = takeRecords(text, line, { delimiter, columns, isLast: true });
  if (last.records.length > 0) yield last.records;
}

interface Dialect {
  readonly delimiter: string;
  readonly columns: number;
  readonly isLast: boolean;
}

interface Taken {
  readonly records: readonly TextRecord[];
  readonly rest: string;
  readonly line: number;
}

/** As many whole records as a text has. */
export function takeRecords(text: string, firstLine: number, dialect: Dialect): Taken {
  const { delimiter, isLast } = dialect;
  const records: TextRecord[] = [];
  let line = firstLine;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    if (end < 0 && !isLast) break;
    const one = text.slice(at, end < 0 ? text.length : end);
    if (!one.includes('"')) {
      records.push({ line, cells: one.split(delimiter), isBroken: false });
      line += 1;
      at += one.length + 1;
      continue;
    }
    const record = readQuoted(text, at, one, dialect);
    if (record === null) break;
    records.push({ line, cells: record.cells, isBroken: record.isBroken });
    line += record.lines;
    at = record.end;
  }
  return { records, rest: text.slice(at), line };
}

interface Quoted {
  readonly cells: readonly string[];
  readonly isBroken: boolean;
  readonly lines: number;
  readonly end: number;
}

/** A record with quotation marks in it; null where the text ends before it does. */
function readQuoted(text: string, start: number, one: string, dialect: Dialect): Quoted | null {
  const { delimiter, columns, isLast } = dialect;
  const read = readCells(text, start, delimiter, '"');
  const isOpen = read.end >= text.length && read.isOpen;
  if (isOpen && !isLast && text.length - start < maxRecordLength) return null;
  const ofOneLine = (cells: readonly string[], isBroken: boolean): Quoted => ({
    cells,
    isBroken,
    lines: 1,
    end: start + one.length + 1,
  });
  const isTrusted = !isOpen && !(read.lines > 1 && read.hasStray) && !swallows(text, start, read, dialect);
  const isPlain = fits(read.cells, columns) && !(read.hasStray && read.cells.length < columns);
  if (isTrusted && isPlain) return { ...read, isBroken: false };
  const other = otherReading(one, delimiter, columns);
  if (other) return ofOneLine(other, false);
  return isTrusted ? { ...read, isBroken: false } : ofOneLine(one.split(delimiter), true);
}

/** Cells beyond those of the header say something only where they are not empty. */
function fits(cells: readonly string[], columns: number): boolean {
  return columns === 0 || cells.slice(columns).every((cell) => cell.trim() === '');
}

/** A line whose quotes mean something else than in RFC 4180, if that gives the columns that the header has. */
function otherReading(line: string, delimiter: string, columns: number): readonly string[] | null {
  if (columns === 0) return null;
  const trimmed = line.trimEnd();
  const between = trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1;
  const undoubled = between ? trimmed.slice(1, -1).split(`"${delimiter}"`) : [];
  if (undoubled.length === columns) return undoubled.map((cell) => cell.replaceAll('""', '"'));
  if (line.includes('\\"')) {
    const { cells, isOpen, lines } = readCells(`${line}\n`, 0, delimiter, '\\');
    if (!isOpen && lines === 1 && cells.length === columns) return cells;
  }
  const bare = line.split(delimiter);
  const isPaired = bare.every((cell) => (cell.split('"').length - 1) % 2 === 0);
  return isPaired && bare.length === columns ? bare.map(unwrap) : null;
}

function unwrap(cell: string): string {
  const text = cell.trim();
  return /^"[^"]*"$/.test(text) ? text.slice(1, -1) : cell;
}

/**
 * Whether a cell over several lines holds nothing but lines that are rows themselves: then a quote is out of place, and
 * people would vanish in it.
 */
function swallows(text: string, start: number, read: Cells, { delimiter, columns }: Dialect): boolean {
  if (read.lines < 2 || columns < 2) return false;
  const [, ...more] = text.slice(start, read.end).trimEnd().split('\n');
  return more.every((line) => {
    const cells = line.split(delimiter);
    return cells.length === columns && cells.some((cell) => isAddressLike(cell));
  });
}

function isAddressLike(cell: string): boolean {
  return /^\s*"?[^\s"@]{1,64}@[^\s"@]{1,255}\.[^\s"@.]{2,63}"?\s*$/.test(cell);
}

interface Cells {
  readonly cells: readonly string[];
  /** Behind the line end. */
  readonly end: number;
  readonly lines: number;
  /** A quote inside a quoted cell was neither doubled nor its end. */
  readonly hasStray: boolean;
  /** The text ended inside quotes. */
  readonly isOpen: boolean;
}

/** @param before what stands before a quote that belongs to the cell: another one, or a backslash */
function readCells(text: string, start: number, delimiter: string, before: '"' | '\\'): Cells {
  const cells: string[] = [];
  let lines = 1;
  let hasStray = false;
  for (let at = start; ; ) {
    const open = skipSpaces(text, at, delimiter);
    if (text[open] !== '"') {
      const end = endOfBare(text, at, delimiter);
      cells.push(text.slice(at, end));
      if (end >= text.length || text[end] === '\n')
        return { cells, end: end + 1, lines, hasStray, isOpen: false };
      at = end + delimiter.length;
      continue;
    }
    const cell = readQuotedCell(text, open + 1, delimiter, before);
    cells.push(cell.value);
    lines += cell.breaks;
    hasStray ||= cell.hasStray;
    if (cell.end < 0) return { cells, end: text.length, lines, hasStray, isOpen: true };
    if (cell.end >= text.length || text[cell.end] === '\n')
      return { cells, end: cell.end + 1, lines, hasStray, isOpen: false };
    at = cell.end + delimiter.length;
  }
}

function readQuotedCell(text: string, start: number, delimiter: string, before: '"' | '\\') {
  let value = '';
  let hasStray = false;
  let from = start;
  for (let quote = text.indexOf('"', start); quote >= 0 && quote - start < maxRecordLength; ) {
    if (before === '\\' && text[quote - 1] === '\\') {
      value += `${text.slice(from, quote - 1)}"`;
      from = quote + 1;
    } else if (before === '"' && text[quote + 1] === '"') {
      value += text.slice(from, quote + 1);
      from = quote + 2;
    } else {
      const after = skipSpaces(text, quote + 1, delimiter);
      if (after >= text.length || text[after] === '\n' || text.startsWith(delimiter, after)) {
        value += text.slice(from, quote);
        return { value, end: after, hasStray, breaks: breaksIn(value) };
      }
      hasStray = true;
      value += text.slice(from, quote + 1);
      from = quote + 1;
    }
    quote = text.indexOf('"', from);
  }
  return { value, end: -1, hasStray, breaks: breaksIn(value) };
}

function breaksIn(text: string): number {
  return text.includes('\n') ? text.split('\n').length - 1 : 0;
}

function skipSpaces(text: string, from: number, delimiter: string): number {
  let at = from;
  while (text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')) at += 1;
  return at;
}

function endOfBare(text: string, from: number, delimiter: string): number {
  const line = text.indexOf('\n', from);
  const end = line < 0 ? text.length : line;
  const next = text.indexOf(delimiter, from);
  return next < 0 || next > end ? end : next;
}
