import type { Sequences } from './catalogue-sql.ts';
import type { Tally } from './tally.ts';

/**
 * A backup: gzip over lines of JSON, the first of which says what it is, the last that it is whole. See docs/backup.md,
 * which a person can read it by without this program.
 */

/** A change of the format that an older program could not read has the next number. */
export const archiveFormat = 1;

export interface ArchiveHead {
  readonly format: number;
  /** When it was made, ISO 8601. */
  readonly made: string;
  /** The version of the program that made it. */
  readonly program: string;
  /** The newest migration of its tables. */
  readonly migration: string;
  /** The id of the database. */
  readonly database: string;
}

export interface ArchiveEnd {
  readonly tables: Readonly<Record<string, Tally>>;
  /** Of every byte before this line, in hexadecimal digits. */
  readonly sha256: string;
}

/** A line of a backup. A row is left as it is written. */
export type ArchiveLine =
  | { readonly kind: 'head'; readonly head: ArchiveHead }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'row'; readonly row: string }
  | { readonly kind: 'end'; readonly table: string; readonly tally: Tally }
  | { readonly kind: 'sequences'; readonly sequences: Sequences }
  | { readonly kind: 'whole'; readonly whole: ArchiveEnd };

const rowStart = '{"row":';

export function writeArchiveLine(line: ArchiveLine): string {
  switch (line.kind) {
    case 'head':
      return JSON.stringify({ pennypost: 'backup', ...line.head });
    case 'table':
      return JSON.stringify({ table: { name: line.name, columns: line.columns } });
    case 'row':
      return `${rowStart}${line.row}}`;
    case 'end':
      return JSON.stringify({ end: { table: line.table, ...line.tally } });
    case 'sequences':
      return JSON.stringify({ sequences: line.sequences });
    case 'whole':
      return JSON.stringify({ whole: line.whole });
  }
}

/** Null where it is no line of a backup. */
export function readArchiveLine(text: string): ArchiveLine | null {
  if (text.startsWith(rowStart) && text.endsWith('}'))
    return { kind: 'row', row: text.slice(rowStart.length, -1) };
  const value = readObject(text);
  if (value === null) return null;
  const { pennypost, table, end, sequences, whole, ...rest } = value;
  if (pennypost === 'backup') return readHead(rest);
  if (isObject(table)) return readTable(table);
  if (isObject(end)) return readEnd(end);
  if (isObject(sequences)) return readSequenceStates(sequences);
  return isObject(whole) ? readWhole(whole) : null;
}

function readHead({ format, made, program, migration, database }: JsonObject): ArchiveLine | null {
  if (typeof format !== 'number') return null;
  // Of one that is newer no more is known than that it is.
  return { kind: 'head', head: { format, ...texts({ made, program, migration, database }) } };
}

function readTable({ name, columns }: JsonObject): ArchiveLine | null {
  if (typeof name !== 'string' || !Array.isArray(columns)) return null;
  return { kind: 'table', name, columns: columns.map(String) };
}

function readEnd({ table, ...tally }: JsonObject): ArchiveLine | null {
  return typeof table === 'string' && isTally(tally) ? { kind: 'end', table, tally } : null;
}

function readSequenceStates(sequences: JsonObject): ArchiveLine {
  const states = Object.entries(sequences).flatMap(([name, state]) =>
    isObject(state) && typeof state['last'] === 'number'
      ? [[name, { last: state['last'], isCalled: state['isCalled'] === true }] as const]
      : [],
  );
  return { kind: 'sequences', sequences: Object.fromEntries(states) };
}

function readWhole({ tables, sha256 }: JsonObject): ArchiveLine | null {
  if (!isObject(tables) || typeof sha256 !== 'string') return null;
  const tallies = Object.entries(tables).flatMap(([name, tally]) =>
    isTally(tally) ? [[name, tally] as const] : [],
  );
  return { kind: 'whole', whole: { tables: Object.fromEntries(tallies), sha256 } };
}

type JsonObject = Readonly<Record<string, unknown>>;

function texts<Name extends string>(values: Readonly<Record<Name, unknown>>): Record<Name, string> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : '',
  ]);
  return Object.fromEntries(entries);
}

function isTally(value: unknown): value is Tally {
  return isObject(value) && typeof value['rows'] === 'number' && typeof value['digest'] === 'string';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
