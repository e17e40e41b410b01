import { AudienceError } from '../audience-error.ts';
import { unguardCell } from '../csv-cell.ts';
import { exportedColumns, isExported } from '../exported-csv.ts';
import { type ColumnRole, roleOf } from './column-roles.ts';
import { decodeText, findEncoding } from './decode-text.ts';
import { type Column, detectTable, isBlank, isComment, type TableShape } from './detect-table.ts';
import type { ImportNotes, ReadRow } from './import-row.ts';
import { interpretRecord, shapeProblem } from './interpret-record.ts';
import { cellsOf } from './json-cells.ts';
import { readJson } from './json-records.ts';
import { readAddressLines, readParagraphs } from './line-records.ts';
import { readRecords, type TextRecord } from './read-records.ts';
import { bareWord, worseOf } from './state-words.ts';
import type { SystemProfile } from './system-profile.ts';

/** A file of people, whoever wrote it. Its bytes can be read more than once. */
export interface ImportFile {
  /** How a fault and a note name it. */
  readonly name: string;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface ReadOptions {
  readonly profile: SystemProfile;
  /** Of the list they are imported into. */
  readonly list: string;
  /** A label of the Encoding Standard; found out where nobody says one. */
  readonly encoding?: string | undefined;
}

/** So much is looked at to find the delimiter, the header and what the columns mean. */
const sampleLength = 300_000;

/**
 * The people in a file, a batch at a time, so that memory stays flat: CSV and its kin, with any delimiter, header and
 * encoding that can be found out, or JSON. What cannot be taken is a value with its reason.
 *
 * @throws AudienceError where the file as a whole cannot be read, or its addresses are not found
 */
export async function* readImport(
  file: ImportFile,
  options: ReadOptions,
  notes: ImportNotes,
): AsyncGenerator<readonly ReadRow[]> {
  const encoding = await findEncoding(file.bytes(), file.name, options.encoding);
  for (const note of encoding.notes) notes.say(note);
  const text = decodeText(file.bytes(), encoding, file.name);
  const { sample, isWhole } = await takeSample(text);
  const blocks = withFirst(sample, text);
  if (options.profile.format) yield* readOthers(file, blocks, options, notes);
  else if (/^\s*[{[]/.test(sample)) yield* readObjects(file, blocks, options, notes);
  else yield* readTable(file, { sample, isWhole, blocks }, options, notes);
}

async function takeSample(text: AsyncGenerator<string>): Promise<{ sample: string; isWhole: boolean }> {
  let sample = '';
  while (sample.length < sampleLength) {
    const { value, done } = await text.next();
    if (done) return { sample, isWhole: true };
    sample += value;
  }
  return { sample, isWhole: false };
}

async function* withFirst(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** Text that is neither a table nor JSON. */
async function* readOthers(
  file: ImportFile,
  blocks: AsyncIterable<string>,
  { profile }: ReadOptions,
  notes: ImportNotes,
): AsyncGenerator<readonly ReadRow[]> {
  const told = withFileState(profile, true);
  const onOther = (line: number, text: string) => {
    if (text === '') notes.blank += 1;
    else
      notes.count('Lines that name nobody are no rows', `${file.name}, line ${line} (${text.slice(0, 60)})`);
  };
  const column = (name: string) => ({ name, role: profile.role?.(name) ?? roleOf(name) });
  const records =
    profile.format === 'lines' ? readAddressLines(blocks, onOther) : readParagraphs(blocks, column);
  let rows: ReadRow[] = [];
  for await (const { line, record } of records) {
    rows.push(interpretRecord(record, { file: file.name, line }, told, notes));
    if (rows.length < 1_000) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** What the name of a file says counts like a column of it. */
function withFileState(profile: SystemProfile, isSilent: boolean): SystemProfile {
  const { fileState = null, fileStates = 'where no column does' } = profile;
  if (fileState === null || (fileStates === 'where no column does' && !isSilent)) return profile;
  return {
    ...profile,
    judge: (...record) => {
      const own = profile.judge?.(...record) ?? null;
      return own === null ? fileState : worseOf(own, fileState);
    },
  };
}

async function* readObjects(
  file: ImportFile,
  blocks: AsyncIterable<string>,
  { profile: given, list }: ReadOptions,
  notes: ImportNotes,
): AsyncGenerator<readonly ReadRow[]> {
  const profile = withFileState(given, true);
  for await (const records of readJson(blocks, file.name))
    yield records.flatMap(({ line, value, text }): ReadRow | [] => {
      const place = { file: file.name, line };
      if (value !== null && profile.isOther?.(value)) {
        notes.count(
          'Objects that are about something else than a person are no rows',
          `${file.name}, line ${line}`,
        );
        return [];
      }
      if (value === null)
        return { kind: 'refused', ...place, reason: 'it is no JSON object.', cell: text.slice(0, 200) };
      return interpretRecord(cellsOf(value, profile, list), place, profile, notes);
    });
}

interface OpenText {
  readonly sample: string;
  readonly isWhole: boolean;
  readonly blocks: AsyncIterable<string>;
}

async function* readTable(
  file: ImportFile,
  { sample, isWhole, blocks }: OpenText,
  { profile: given }: ReadOptions,
  notes: ImportNotes,
): AsyncGenerator<readonly ReadRow[]> {
  if (sample.includes('\0'))
    throw new AudienceError([`${file.name} is no text: export the list as CSV. Nothing was changed.`]);
  const detected = detectTable(sample, isWhole, file.name, (name) => given.role?.(name) ?? roleOf(name));
  if (detected === null) {
    notes.say(`${file.name} has no people in it, it says ${JSON.stringify(sample.trim().slice(0, 80))}.`);
    return;
  }
  const isOurs = isExported(detected.header ?? []);
  const shape = isOurs ? { ...detected, columns: detected.columns.map(ownColumn) } : detected;
  const isSilent = !shape.columns.some(({ role }) => role.kind === 'status' || role.kind === 'flag');
  if (isSilent && given.fileStates === 'needed' && (given.fileState ?? null) === null)
    throw untoldState(file.name);
  const known = isOurs ? { ...given, unguard: unguardCell } : given;
  const profile = withFileState(known, isSilent);
  if (profile.judge !== known.judge)
    notes.say(`The name of ${file.name} says of everybody in it: ${given.fileState}.`);
  for (const note of [...shape.notes, understood(shape, file.name)]) notes.say(note);
  const header = shape.header?.map(bareWord).join('\0') ?? null;
  const columns = shape.columns.length;
  for await (const records of readRecords(blocks, shape.delimiter, columns)) {
    const rows = records.flatMap(
      (record) => rowOf(record, { shape, header, file: file.name, profile, notes }) ?? [],
    );
    if (rows.length > 0) yield rows;
  }
}

const ownRoles: Readonly<Record<string, ColumnRole>> = {
  name: { kind: 'name' },
  list: { kind: 'ours' },
  state: { kind: 'status', isWeak: false },
  suppressed: { kind: 'status', isWeak: false },
  agreed_at: { kind: 'consent', what: 'opt-in-time' },
  agreed_by: { kind: 'consent', what: 'source' },
};

/** In an export of ours everything behind our own columns is a field, whatever it is called. */
function ownColumn({ name }: Column, at: number): Column {
  const own = at < exportedColumns.length ? ownRoles[name] : undefined;
  return { name, role: own ?? { kind: 'field' } };
}

function untoldState(file: string): AudienceError {
  return new AudienceError([
    `${file}: neither a column nor the name of the file says whether its people subscribed, left or bounced: give it the name that the export had, such as unsubscribed.csv. Nothing was changed.`,
  ]);
}

interface TableContext {
  readonly shape: TableShape;
  /** The header in bare words, to find it again. */
  readonly header: string | null;
  readonly file: string;
  readonly profile: SystemProfile;
  readonly notes: ImportNotes;
}

/** Null for a line that is no row. */
function rowOf(record: TextRecord, { shape, header, file, profile, notes }: TableContext): ReadRow | null {
  const { line, cells, isBroken } = record;
  if (isBlank(cells)) {
    notes.blank += 1;
    return null;
  }
  if (line <= shape.headerLine) return null;
  const where = `${file}, line ${line}`;
  if (isComment(cells)) {
    notes.count('Comments are no rows', where);
    return null;
  }
  if (
    header !== null &&
    cells.length >= shape.columns.length &&
    isHeaderAgain(cells, header, shape.columns.length)
  ) {
    notes.count('The header stands there again, and is no row', where);
    return null;
  }
  const place = { file, line };
  if (isBroken)
    return {
      kind: 'refused',
      ...place,
      reason: 'a quotation mark is opened and not closed: double it if it belongs to the value.',
      cell: cells.join(shape.delimiter),
    };
  const problem = shapeProblem(cells, shape.columns.length);
  if (problem) return { kind: 'refused', ...place, reason: problem, cell: cells.join(shape.delimiter) };
  return interpretRecord(
    { columns: shape.columns, cells, addressColumns: shape.addressColumns },
    place,
    profile,
    notes,
  );
}

function isHeaderAgain(cells: readonly string[], header: string, columns: number): boolean {
  const [first = ''] = cells;
  if (!header.startsWith(bareWord(first))) return false;
  return cells.slice(0, columns).map(bareWord).join('\0') === header;
}

function understood({ columns, addressColumns }: TableShape, file: string): string {
  const named = (at: number) => JSON.stringify(columns[at]?.name ?? '');
  const of = (wanted: readonly string[]) =>
    columns
      .filter(({ role }, at) => wanted.includes(role.kind) && !addressColumns.includes(at))
      .map(({ name }) => JSON.stringify(name))
      .join(', ');
  const parts = [
    ['address', addressColumns.map(named).join(', ')],
    ['name', of(['name', 'first-name', 'last-name'])],
    ['state', of(['status', 'flag', 'lists'])],
    ['consent', of(['consent'])],
    ['fields', of(['field', 'attributes', 'tags'])],
  ].filter(([, columnNames]) => columnNames !== '');
  return `${file} is read so: ${parts.map(([what, which]) => `${what} ${which}`).join('; ')}.`;
}
