import { bareWord, type WordMeaning } from '../state-words.ts';
import type { SystemProfile } from '../system-profile.ts';

/** A system from which a newsletter moves here. */
export interface MoveSystem {
  /** How `--from` names it. */
  readonly name: string;
  /** What to fetch from it, in a sentence: who has left, above all. */
  readonly exports: string;
  /** How one of its files is to be read; null where it is none of people. @param path relative to what was given */
  readonly profileOf: (path: string) => SystemProfile | null;
  /**
   * What these files cannot tell, and what else to fetch before the first send, in sentences.
   * @param paths relative to what was given
   */
  readonly missing: (paths: readonly string[]) => readonly string[];
}

/** Words of status that mean something of their own in one system. */
export function wordTable(table: Partial<Record<WordMeaning, string>>): (cell: string) => WordMeaning | null {
  const meanings = new Map(
    (Object.entries(table) as [WordMeaning, string][]).flatMap(([meaning, words]) =>
      words.split(' ').map((word) => [word, meaning] as const),
    ),
  );
  return (cell) => meanings.get(bareWord(cell)) ?? null;
}

/** A role for each of these columns, by their bare names. */
export function roleTable(
  table: Readonly<Record<string, NonNullable<ReturnType<NonNullable<SystemProfile['role']>>>>>,
): NonNullable<SystemProfile['role']> {
  const roles = new Map(Object.entries(table));
  return (name) => roles.get(bareWord(name)) ?? null;
}

/** The cell of the column with this bare name; empty where there is none. */
export function cellNamed(
  columns: readonly { readonly name: string }[],
  cells: readonly string[],
  bare: string,
): string {
  const at = columns.findIndex(({ name }) => bareWord(name) === bare);
  return at < 0 ? '' : (cells[at] ?? '').trim();
}
