import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { invisibleCharacter } from '../mail/invisible-character.ts';
import { AudienceError } from './audience-error.ts';
import { hasControlCharacter } from './control-character.ts';
import { type StateColumn, stateColumns } from './mail-state.ts';

/** What the first row of a list says about the rows below it. Columns are counted from 0. */
export interface ListHeader {
  readonly separator: string;
  readonly columns: readonly string[];
  readonly addressColumn: number;
  readonly nameColumn: number | null;
  /** Those that say whether a person may be mailed. */
  readonly states: readonly StateColumn[];
}

const separators = [',', ';', '\t'];
/** The first of these that the header has is the address: a list with `email` may keep postal addresses as well. */
const addressNames = ['email', 'e-mail', 'address'];

/**
 * Reads the header row and finds the separator by it: the one under which there is an address column, and of several
 * such the one that gives most columns.
 *
 * @param where how to name the row in a fault
 * @throws AudienceError naming everything that is wrong with the row
 */
export function readHeader(line: string, where: string): ListHeader {
  const header = separators
    .map((separator) => describeHeader(splitRow(line, separator), separator))
    .reduce((best, next) => (rank(next) > rank(best) ? next : best));
  const faults = headerFaults(header, line).map((fault) => `${where}: ${fault}`);
  if (faults.length > 0) throw new AudienceError(faults);
  return header;
}

/** The columns beside address and name: the fields of this list's subscribers. */
export function fieldColumns({ columns, addressColumn, nameColumn }: ListHeader): string[] {
  return columns.filter((_, at) => at !== addressColumn && at !== nameColumn);
}

function splitRow(line: string, delimiter: string): string[] {
  try {
    const [row = []] = parse(line, { delimiter, record_delimiter: '\n' });
    return row.map((column) => column.trim());
  } catch (error) {
    // A quotation mark that is out of place under one separator may be in place under the next.
    if (error instanceof CsvError) return [line];
    throw error;
  }
}

function describeHeader(columns: string[], separator: string): ListHeader {
  const names = columns.map((column) => column.toLowerCase());
  const addressName = addressNames.find((name) => names.includes(name)) ?? '';
  const nameColumn = names.indexOf('name');
  return {
    separator,
    columns,
    addressColumn: names.indexOf(addressName),
    nameColumn: nameColumn < 0 ? null : nameColumn,
    states: stateColumns(columns),
  };
}

function rank(header: ListHeader): number {
  return header.columns.length + (header.addressColumn >= 0 ? 10_000 : 0);
}

function headerFaults({ columns, addressColumn }: ListHeader, line: string): string[] {
  if (addressColumn < 0) return [missingAddress(columns, line)];
  const lower = columns.map((column) => column.toLowerCase());
  return columns.flatMap((column, at) => {
    if (column === '') return [`column ${at + 1} has no name: name it or delete it.`];
    if (hasControlCharacter(column))
      return [`the name of column ${at + 1} has a control character in it: ${JSON.stringify(column)}.`];
    const unseen = invisibleCharacter(column);
    if (unseen !== null)
      return [
        `the name of column ${at + 1} has a character in it that nobody sees (${unseen}): ${JSON.stringify(column)}.`,
      ];
    return lower.indexOf(column.toLowerCase()) < at ? [`two columns are named "${column}".`] : [];
  });
}

function missingAddress(columns: readonly string[], line: string): string {
  const found = columns.map((column) => JSON.stringify(column)).join(', ');
  return line.includes('@')
    ? `there is no header row, the file begins with ${found}: put a row such as email,name above it.`
    : `no column is named email (or e-mail, or address); the columns are ${found}.`;
}
