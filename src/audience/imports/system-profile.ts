import type { ColumnRole } from './column-roles.ts';
import type { Column } from './detect-table.ts';
import type { WordMeaning } from './state-words.ts';

/** What is known of a file of one system, beyond what any file says of itself. */
export interface SystemProfile {
  /** What a word of status means there; null where it means there what it means anywhere. */
  readonly words?: (cell: string) => WordMeaning | null;
  /** What a column is there; null where its name says it. */
  readonly role?: (name: string) => ColumnRole | null;
  /** What the record as a whole says, as a word of status would. */
  readonly judge?: (
    columns: readonly Column[],
    cells: readonly string[],
    address: string,
  ) => WordMeaning | null;
  /** Takes off what the system puts before a cell that would be a formula. */
  readonly unguard?: (cell: string) => string;
  /** What the name of the file says of everybody in it; null where nothing. */
  readonly fileState?: WordMeaning | null;
  /** `needed`: where nothing but the name of the file could tell a state, and it does not, the file is refused. */
  readonly fileStates?: 'always' | 'where no column does' | 'needed';
  /** How the file is written where it is no table and no JSON. */
  readonly format?: 'lines' | 'paragraphs';
  /** Whether an object of a JSON file is about something else than a person. */
  readonly isOther?: (value: Readonly<Record<string, unknown>>) => boolean;
}
