import type { ConsentPart } from './column-roles.ts';
import type { Column } from './detect-table.ts';
import type { ImportNotes } from './import-row.ts';
import { readTime } from './read-time.ts';

interface Consent {
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly at: Date | null;
  readonly isProven: boolean;
}

interface ConsentContext {
  readonly where: string;
  readonly notes: ImportNotes;
  /** What says when they left, where they did. */
  readonly leftCells: readonly string[];
}

const timeParts: readonly ConsentPart[] = ['confirm-time', 'opt-in-time', 'joined', 'created'];

/**
 * Everything that shows how somebody came to be on a list, as it was given, and what can be read of it: `from` is the
 * network address, `at` the time of their own act, or else when they were first known.
 */
export function gatherConsent(
  columns: readonly Column[],
  cells: readonly string[],
  { where, notes, leftCells }: ConsentContext,
): Consent {
  const parts = partsOf(columns, cells);
  const times = new Map(timeParts.map((part) => [part, timeOf(parts.get(part), part, where, notes)]));
  const confirmed = times.get('confirm-time');
  const optedIn = times.get('opt-in-time');
  if (confirmed && optedIn && confirmed < optedIn)
    notes.count('A confirmation is older than the sign-up, and both are kept', where);
  const from = [parts.get('confirm-ip'), parts.get('opt-in-ip')].find(
    (ip) => ip !== undefined && isNetworkAddress(ip),
  );
  const given = columns.flatMap(({ name, role }, at) => {
    const cell = cells[at]?.trim() ?? '';
    return role.kind === 'consent' && cell !== '' ? [[name, cell.slice(0, 500)] as const] : [];
  });
  return {
    evidence: {
      ...(from ? { from } : {}),
      ...(given.length > 0 ? { given: Object.fromEntries(given) } : {}),
      ...Object.fromEntries([...times].flatMap(([part, time]) => (time ? [[part, time.toISOString()]] : []))),
    },
    at: leftAt(leftCells) ?? timeParts.map((part) => times.get(part)).find(Boolean) ?? null,
    isProven: isConfirmed(columns, parts, times) || /double|confirm|doi/i.test(parts.get('method') ?? ''),
  };
}

/** The first cell of each kind that is not empty. */
function partsOf(columns: readonly Column[], cells: readonly string[]): Map<ConsentPart, string> {
  const parts = new Map<ConsentPart, string>();
  for (const [at, { role }] of columns.entries()) {
    const cell = cells[at]?.trim() ?? '';
    if (role.kind === 'consent' && cell !== '' && !parts.has(role.what)) parts.set(role.what, cell);
  }
  return parts;
}

function leftAt(cells: readonly string[]): Date | null {
  const read = cells.map(readTime).find(({ kind }) => kind === 'time');
  return read?.kind === 'time' ? read.at : null;
}

/** An opt-in that was never noted, with a confirmation that was, is how some systems note a person who was added. */
function isConfirmed(
  columns: readonly Column[],
  parts: ReadonlyMap<ConsentPart, string>,
  times: ReadonlyMap<ConsentPart, Date | null>,
): boolean {
  if (!times.get('confirm-time')) return false;
  const hasOptIn = columns.some(({ role }) => role.kind === 'consent' && role.what === 'opt-in-time');
  return !hasOptIn || Boolean(times.get('opt-in-time')) || parts.has('confirm-ip');
}

function timeOf(cell: string | undefined, part: ConsentPart, where: string, notes: ImportNotes): Date | null {
  if (cell === undefined) return null;
  const read = readTime(cell);
  if (read.kind === 'time') return read.at;
  const why = read.kind === 'ambiguous' ? 'could be two days' : 'are no times that can be read';
  notes.count(`Values of ${part} ${why}, and are kept as text`, `${where} (${cell.slice(0, 40)})`);
  return null;
}

function isNetworkAddress(text: string): boolean {
  const isFour =
    /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
  const isSix = text.length < 46 && text.split(':').length > 2 && /^[0-9a-f:.]+$/i.test(text);
  return (isFour && text !== '0.0.0.0') || (isSix && text !== '::');
}
