import { CsvError, Parser } from 'csv-parse';
import { AudienceError } from './audience-error.ts';
import { decodeCsv } from './csv-text.ts';
import { fieldColumns, type ListHeader, readHeader } from './list-header.ts';
import { type ListRow, readRow } from './list-row.ts';

/** A row longer than this is a quotation mark that was left open, swallowing the rows after it. */
const maxRowBytes = 65_536;

/**
 * The rows of a list, in order and one at a time, so that a list of any length takes the same memory. A bad row is a
 * value; where no row after it can be trusted the whole list is refused.
 *
 * @param chunks the bytes of a CSV file (RFC 4180): UTF-8, header row first, separated by comma, semicolon or tab
 * @param file how to name the list in a fault
 * @throws AudienceError for an empty file, another encoding, a bad header, a quotation mark that is never closed
 */
export async function* readList(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<ListRow> {
  const text = decodeCsv(chunks, file);
  try {
    const { line, headerRow, rest } = await takeHeader(text, file);
    const header = readHeader(line, `${file}, row ${headerRow}`);
    yield* readRows(rest, { header, headerRow, lastRow: headerRow, rows: [] }, file);
  } finally {
    await text.return(undefined);
  }
}

/**
 * The further columns of a list, from its header alone.
 *
 * @throws AudienceError for an empty file, another encoding, a bad header
 */
export async function readFields(chunks: AsyncIterable<Uint8Array>, file: string): Promise<string[]> {
  const text = decodeCsv(chunks, file);
  try {
    const { line, headerRow } = await takeHeader(text, file);
    return fieldColumns(readHeader(line, `${file}, row ${headerRow}`));
  } finally {
    await text.return(undefined);
  }
}

interface OpenedList {
  readonly line: string;
  /** Blank lines may stand above it. */
  readonly headerRow: number;
  readonly rest: AsyncIterable<string>;
}

async function takeHeader(text: AsyncGenerator<string>, file: string): Promise<OpenedList> {
  let above = 0;
  for (let block = await text.next(); !block.done; block = await text.next()) {
    const lines = /^((?:[^\S\n]*\n)*)([^\n]*)(?:\n|$)/.exec(block.value);
    const [whole = '', blank = '', line = ''] = lines ?? [];
    above += blank.length - blank.replaceAll('\n', '').length;
    if (line.trim() !== '')
      return { line, headerRow: above + 1, rest: withFirst(block.value.slice(whole.length), text) };
  }
  throw new AudienceError([`${file} is empty: its first row must name the columns, such as email,name.`]);
}

async function* withFirst(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** What is known while a list is read. */
interface Reading {
  readonly header: ListHeader;
  readonly headerRow: number;
  /** The last row that was read whole. */
  lastRow: number;
  /** Read, and not yet given to the caller. */
  readonly rows: ListRow[];
}

async function* readRows(
  text: AsyncIterable<string>,
  reading: Reading,
  file: string,
): AsyncGenerator<ListRow> {
  const parser = openParser(reading);
  try {
    for await (const block of text) {
      await feed(parser, block);
      yield* reading.rows.splice(0);
    }
    await finish(parser);
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error, reading, file) : error;
  }
  yield* reading.rows.splice(0);
}

/** The parser calls back within each write, so its own stream of records is left empty: rows and faults stay in order. */
function openParser(reading: Reading): Parser {
  const parser = new Parser({
    delimiter: reading.header.separator,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxRowBytes,
    on_record: (record, { lines }) => takeRow(record, reading.headerRow + lines, reading),
    on_skip: (error) => skipRow(error, reading),
  });
  // What goes wrong is thrown by feed and finish.
  return parser.on('error', () => {});
}

function feed(parser: Parser, block: string): Promise<void> {
  return new Promise((done, fail) => parser.write(block, (error) => (error ? fail(error) : done())));
}

function finish(parser: Parser): Promise<void> {
  return new Promise((done, fail) => parser.once('error', fail).once('finish', done).end());
}

function takeRow(record: readonly string[], lastLine: number, reading: Reading): null {
  const row = readRow(record, lastLine - lineBreaks(record), reading.header);
  if (row) reading.rows.push(row);
  reading.lastRow = lastLine;
  return null;
}

/** Only after a stray mark inside a bare value does the parser still know where the row ends. */
function skipRow(error: CsvError | undefined, { headerRow, rows }: Reading): undefined {
  if (error?.code !== 'INVALID_OPENING_QUOTE') throw error;
  const row = headerRow + Number(error['lines']);
  if (rows.at(-1)?.row === row) return;
  const reason =
    'it has a quotation mark inside a value: put the value in quotation marks and double the one inside.';
  rows.push({ kind: 'fault', row, reason });
}

/** The parser counts a bare CR as a line end as well. */
function lineBreaks(record: readonly string[]): number {
  return record.reduce((sum, value) => sum + value.split(/[\r\n]/).length - 1, 0);
}

function unreadable(error: CsvError, { lastRow }: Reading, file: string): AudienceError {
  const fault = unreadableReasons[error.code] ?? `it is not CSV (${error.code}).`;
  const none = 'No row below it can be trusted, so none was taken.';
  return new AudienceError([`${file}, after row ${lastRow}: ${fault} ${none}`], { cause: error });
}

const unreadableReasons: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE:
    'a quotation mark is followed by something other than a separator or the end of the row: double it if it belongs to the value.',
  CSV_MAX_RECORD_SIZE: `a row is longer than ${maxRowBytes / 1024} KiB: is a quotation mark left open?`,
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and not closed.',
};
