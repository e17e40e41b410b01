import { quoteCell } from '../quote-cell.ts';
import type { ColumnRole } from './column-roles.ts';
import type { Column } from './detect-table.ts';
import { readTime } from './read-time.ts';
import {
  answerOf,
  isTelling,
  meaningOf,
  type SuppressedBy,
  type WordMeaning,
  worseOf,
} from './state-words.ts';
import type { SystemProfile } from './system-profile.ts';

export type JudgedState =
  | {
      readonly kind: 'judged';
      readonly state: 'mail' | 'unconfirmed' | 'left';
      readonly suppressedBy: SuppressedBy | null;
      readonly isConfirmed: boolean;
      /** What was said, as `column: cell`. */
      readonly said: readonly string[];
      /** The cells that say when they left or were suppressed. */
      readonly leftCells: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly cell: string };

/** What one column says of a person. */
interface Saying {
  readonly column: string;
  readonly cell: string;
  /** Null: a word that nobody told us about. */
  readonly meaning: WordMeaning | null;
}

/**
 * Whether a person may be mailed, by everything that a record says of it: the worst wins, and a word that nobody knows
 * is never a yes.
 */
export function judgeState(
  columns: readonly Column[],
  cells: readonly string[],
  profile: SystemProfile,
  address: string,
): JudgedState {
  const sayings = columns.flatMap((column, at) => sayingOf(column, cells[at]?.trim() ?? '', profile));
  const own = profile.judge?.(columns, cells, address) ?? null;
  const known = [...sayings.flatMap(({ meaning }) => meaning ?? []), ...(own === null ? [] : [own])];
  const worst = known.length === 0 ? null : known.reduce(worseOf);
  const unknown = sayings.find(({ meaning }) => meaning === null);
  const isOff = worst !== null && isTelling(worst) && worst !== 'unconfirmed' && worst !== 'never';
  if (!isOff && unknown) {
    const reason = `column "${unknown.column}" says ${quoteCell(unknown.cell)}, which nobody has told us may be mailed: write subscribed, unconfirmed, unsubscribed or bounced there.`;
    return { kind: 'refused', reason, cell: unknown.cell };
  }
  if (worst === 'never')
    return { kind: 'refused', reason: 'they never agreed to be mailed.', cell: wordsOf(sayings, 'never') };
  const silent = columns.find(({ role }) => role.kind === 'status' && !role.isWeak);
  if (worst === null && silent)
    return {
      kind: 'refused',
      reason: `column "${silent.name}" is empty, which does not say that this person may be mailed.`,
      cell: '',
    };
  const isSuppressed = worst === 'hard-bounce' || worst === 'complaint' || worst === 'manual';
  const below = known.filter((one) => one === 'left' || one === 'unconfirmed');
  return {
    kind: 'judged',
    state: below.includes('left') ? 'left' : below.includes('unconfirmed') ? 'unconfirmed' : 'mail',
    suppressedBy: isSuppressed ? worst : null,
    isConfirmed: known.includes('confirmed'),
    said: sayings.map(({ column, cell }) => `${column}: ${cell}`),
    leftCells: sayings.filter(({ meaning }) => isTelling(meaning)).map(({ cell }) => cell),
  };
}

function wordsOf(sayings: readonly Saying[], meaning: WordMeaning): string {
  return sayings.find((one) => one.meaning === meaning)?.cell ?? '';
}

function sayingOf({ name, role }: Column, cell: string, profile: SystemProfile): Saying[] {
  const said = (meaning: WordMeaning | null): Saying[] => [{ column: name, cell, meaning }];
  if (role.kind === 'status') return cell === '' ? [] : said(wordOf(cell, profile) ?? plainAnswer(cell));
  if (role.kind === 'lists') return /^no lists?$/i.test(cell) ? said('left') : [];
  if (role.kind !== 'flag') return [];
  const answer = answerOf(cell);
  const meaning =
    answer === 'nothing' || answer === 'no' ? deniedBy(role, cell) : affirmedBy(role, cell, profile);
  return meaning === 'silent' ? [] : said(meaning);
}

type Flag = Extract<ColumnRole, { readonly kind: 'flag' }>;

/** An empty cell below "subscribed" is no yes; an absent time below "confirmed" is no proof, and no denial either. */
function deniedBy(role: Flag, cell: string): WordMeaning | 'silent' {
  const isSilent = answerOf(cell) === 'nothing' && (cell !== '' || role.yes !== 'mail' || role.isWeak);
  return isSilent ? 'silent' : (role.no ?? 'silent');
}

/** Whatever is in a column that is named for leaving says that they did. */
function affirmedBy(role: Flag, cell: string, profile: SystemProfile): WordMeaning | 'silent' | null {
  const isPositive = role.yes === 'mail' || role.yes === 'confirmed';
  const isYes = !isPositive || answerOf(cell) === 'yes' || readTime(cell).kind !== 'none';
  return isYes ? (role.yes ?? 'silent') : wordOf(cell, profile);
}

function wordOf(cell: string, profile: SystemProfile): WordMeaning | null {
  return profile.words?.(cell) ?? meaningOf(cell);
}

/** Words, and no numbers: `2` may be anything. */
function plainAnswer(cell: string): WordMeaning | null {
  if (/^\d+$/.test(cell)) return null;
  const answer = answerOf(cell);
  if (answer === 'yes') return 'mail';
  return answer === 'no' ? 'left' : null;
}
