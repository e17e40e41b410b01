import { addressKey } from '../../mail/address.ts';
import { quoteCell } from '../quote-cell.ts';
import type { Column } from './detect-table.ts';
import { gatherConsent } from './gather-consent.ts';
import type { ImportNotes, ReadRow } from './import-row.ts';
import { judgeState } from './judge-state.ts';
import { isRoleAddress, readAddress } from './read-address.ts';
import { readFieldValues } from './read-fields.ts';
import type { SystemProfile } from './system-profile.ts';

/** Where a record stands, and what is known of the file. */
export interface RecordPlace {
  readonly file: string;
  readonly line: number;
}

/** A record as names and values, whatever it was written as. */
export interface NamedCells {
  readonly columns: readonly Column[];
  readonly cells: readonly string[];
  readonly addressColumns: readonly number[];
}

/** The person in a record, or why there is none. */
export function interpretRecord(
  record: NamedCells,
  place: RecordPlace,
  profile: SystemProfile,
  notes: ImportNotes,
): ReadRow {
  const refuse = (reason: string, cell: string): ReadRow => ({ kind: 'refused', ...place, reason, cell });
  const { columns, addressColumns } = record;
  const cells = profile.unguard ? record.cells.map(profile.unguard) : record.cells;
  const where = `${place.file}, line ${place.line}`;
  const given = [
    ...new Set(addressColumns.map((at) => (cells[at] ?? '').trim()).filter((cell) => cell !== '')),
  ];
  const found = given.map((cell) => ({ cell, read: readAddress(cell) }));
  const bad = found.find(({ read }) => !read.ok);
  if (bad && !bad.read.ok) return refuse(bad.read.reason, bad.cell);
  const [first] = found;
  if (!first?.read.ok) return refuse('there is no address.', cells[addressColumns[0] ?? 0] ?? '');
  const { address, name: besides, isCleaned } = first.read;
  const key = addressKey(address);
  const other = found.find(({ read }) => read.ok && addressKey(read.address) !== key);
  if (other)
    return refuse(
      `two columns name two addresses (${first.cell}, ${other.cell}): which of them agreed?`,
      other.cell,
    );
  if (isCleaned) notes.count('Characters that nobody sees were taken out of addresses', where);
  const state = judgeState(columns, cells, profile, address);
  if (state.kind === 'refused') return refuse(state.reason, state.cell);
  if (isRoleAddress(address) && state.state !== 'left' && state.suppressedBy === null)
    return refuse('the address is a program’s or an office’s, and no reader’s.', first.cell);
  const { name, fields } = readFieldValues(columns, cells, { addressColumns, where, notes });
  const consent = gatherConsent(columns, cells, { where, notes, leftCells: state.leftCells });
  return {
    kind: 'person',
    ...place,
    address,
    addressKey: key,
    name: name || shortName(besides),
    fields,
    state: state.state,
    suppressedBy: state.suppressedBy,
    evidence: { ...consent.evidence, ...(state.said.length > 0 ? { said: state.said } : {}) },
    at: consent.at,
    isProven: consent.isProven || state.isConfirmed,
  };
}

function shortName(name: string): string {
  return name
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

/** Too many cells for the header: a comma that nobody quoted has moved them. Null where the record fits. */
export function shapeProblem(cells: readonly string[], columns: number): string | null {
  const beyond = cells.slice(columns);
  return beyond.every((cell) => cell.trim() === '')
    ? null
    : `it has ${cells.length} cells for ${columns} columns, so one may stand in the place of another: ${quoteCell(beyond.join(' '))} is left over.`;
}
