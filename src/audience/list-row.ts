import { addressKey, type EmailAddress, parseAddress } from '../mail/address.ts';
import { hasControlCharacter } from './control-character.ts';
import type { ListHeader } from './list-header.ts';
import { mailProblem } from './mail-state.ts';
import { quoteCell } from './quote-cell.ts';

/** One row of a list. `row` is its line in the file counted from 1, which is also its number in a spreadsheet. */
export type ListRow = ListedSubscriber | ListFault;

export interface ListedSubscriber {
  readonly kind: 'subscriber';
  readonly row: number;
  readonly address: EmailAddress;
  readonly addressKey: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Why a row cannot be taken, in a sentence. */
export interface ListFault {
  readonly kind: 'fault';
  readonly row: number;
  readonly reason: string;
}

const maxNameLength = 200;
/** A value stands in a message or on a page; what is longer is no fact about a reader. */
const maxValueLength = 2_000;

/** The subscriber in a row, or why there is none. Null for a row with nothing in it, as spreadsheets leave them. */
export function readRow(values: readonly string[], row: number, header: ListHeader): ListRow | null {
  const cells = values.map(trimSpaces);
  if (cells.every((cell) => cell === '')) return null;
  const fault = (reason: string): ListFault => ({ kind: 'fault', row, reason });
  const { columns, addressColumn, nameColumn } = header;
  if (cells.length !== columns.length)
    return fault(`it has ${count(cells.length, 'column')} where the header has ${columns.length}.`);
  const given = cells[addressColumn] ?? '';
  if (given === '') return fault(`there is no address in column "${columns[addressColumn]}".`);
  const parsed = parseAddress(given);
  if (!parsed.ok) return fault(`${parsed.problem}.`);
  const problem = columns
    .map((column, at) => cellProblem(cells[at] ?? '', column, at === nameColumn))
    .find(Boolean);
  if (problem) return fault(problem);
  const stop = stateProblem(cells, header);
  if (stop) return fault(stop);
  return {
    kind: 'subscriber',
    row,
    address: parsed.address,
    addressKey: addressKey(parsed.address),
    name: nameColumn === null ? '' : (cells[nameColumn] ?? ''),
    fields: readFields(cells, header),
  };
}

/** Own properties only, so that a column called `__proto__` is a field like any other. */
function readFields(cells: readonly string[], header: ListHeader): Record<string, string> {
  const { columns, addressColumn, nameColumn } = header;
  const pairs = columns.map((column, at) => [column, cells[at] ?? ''] as const);
  return Object.fromEntries(pairs.filter((_, at) => at !== addressColumn && at !== nameColumn));
}

function cellProblem(cell: string, column: string, isName: boolean): string | null {
  if (hasControlCharacter(cell))
    return `column "${column}" has a line break or another control character in it: ${quoteCell(cell)}.`;
  if (isName && cell.length > maxNameLength)
    return `the name is ${cell.length} characters long, ${maxNameLength} are allowed: ${quoteCell(cell)}.`;
  if (cell.length > maxValueLength)
    return `column "${column}" has ${cell.length} characters, ${maxValueLength} are allowed: ${quoteCell(cell)}.`;
  return null;
}

/** What says that this person is not to be mailed, and the ways out. */
function stateProblem(cells: readonly string[], { columns, states }: ListHeader): string | null {
  for (const { at, kind } of states) {
    const problem = mailProblem(cells[at] ?? '', columns[at] ?? '', kind);
    if (problem) return `${problem}: take the row out, or rename the column if it means something else.`;
  }
  return null;
}

/** Only what a typist leaves behind; a line break at the end of a value is a fault, not a space. */
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start += 1;
  while (end > start && isSpace(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\u00a0';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
