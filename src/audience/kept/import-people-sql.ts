import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { ImportNotes, type ImportRow, type RefusedRow } from '../imports/import-row.ts';
import { type ImportFile, type ReadOptions, readImport } from '../imports/read-import.ts';
import type { SystemProfile } from '../imports/system-profile.ts';
import { applyPiece, type PieceCount } from './apply-piece-sql.ts';
import { keepLists } from './keep-lists-sql.ts';
import { openStaging } from './stage-import-sql.ts';

/** A file to import, and what is known of the system that wrote it. */
export interface ImportSource {
  readonly file: ImportFile;
  readonly profile: SystemProfile;
}

export interface ImportOptions extends Pick<ReadOptions, 'list' | 'encoding'> {
  /** What becomes of who may be mailed as far as is known, without anything that shows that they confirmed it. */
  readonly unproven: 'mail' | 'unconfirmed';
  readonly because: string | null;
  /** How consents name where they came from. */
  readonly source: string;
  readonly dryRun: boolean;
  readonly now: Date;
  readonly onRefused: (row: RefusedRow) => void;
  /** Aborted where a person wants it to end: what was applied until then stays. */
  readonly stop?: AbortSignal;
}

/** In rows: all but `blank` add up to `rows`. */
export interface ImportAccount extends PieceCount {
  readonly rows: number;
  readonly refused: number;
  /** Lines with nothing in them, which are no rows. */
  readonly blank: number;
}

export interface ImportResult {
  readonly account: ImportAccount;
  /** What there is to know of the files beside it, in sentences. */
  readonly notes: readonly string[];
}

const nobody: PieceCount = { added: 0, updated: 0, merged: 0, already: 0, left: 0, suppressed: 0 };

/**
 * Reads files of people and takes them over into a kept list. All of them are read before anything changes, so that a
 * file that is refused changes nothing. They are taken over in pieces, each in a short transaction and each of whole people:
 * killed amid it, the same import ends with the same state.
 *
 * @throws AudienceError where a file as a whole is refused
 */
export async function importPeople(
  database: Database,
  sources: readonly ImportSource[],
  options: ImportOptions,
): Promise<ImportResult> {
  const notes = new ImportNotes();
  const staging = await openStaging(database, randomUUID());
  try {
    let rows = 0;
    let refused = 0;
    for (const { file, profile } of sources) {
      for await (const batch of readImport(file, { ...options, profile }, notes)) {
        rows += batch.length;
        for (const row of batch) {
          if (row.kind === 'person') await staging.add(row, stateOf(row, options));
          else {
            refused += 1;
            options.onRefused(row);
          }
        }
      }
    }
    const pieces = await staging.finish();
    const applied = await applyPieces(database, staging.import, pieces, options);
    return { account: { rows, ...applied, refused, blank: notes.blank }, notes: notes.sentences() };
  } finally {
    await staging.drop();
  }
}

function stateOf({ state, isProven }: ImportRow, { unproven }: ImportOptions): ImportRow['state'] {
  return state === 'mail' && !isProven ? unproven : state;
}

async function applyPieces(
  database: Database,
  id: string,
  pieces: number,
  options: ImportOptions,
): Promise<PieceCount> {
  const { list, source, because, now, dryRun } = options;
  if (!dryRun) await keepLists(database, [list]);
  let sum = nobody;
  for (let piece = 0; piece < pieces; piece += 1) {
    const run = (tables: Transaction<Tables>) =>
      applyPiece(tables, { import: id, piece, list, source, because, now });
    sum = add(sum, dryRun ? await tryPiece(database, run) : await database.tables.transaction().execute(run));
  }
  // Nobody else does it in an embedded database, nor on a server before the send that follows.
  if (!dryRun && sum.added + sum.left > 1_000)
    await sql`analyze subscriber, subscription, consent`.execute(database.tables);
  return sum;
}

async function tryPiece(
  { tables }: Database,
  run: (tables: Transaction<Tables>) => Promise<PieceCount>,
): Promise<PieceCount> {
  const trial = await tables.startTransaction().execute();
  try {
    return await run(trial);
  } finally {
    await trial.rollback().execute();
  }
}

function add(one: PieceCount, other: PieceCount): PieceCount {
  return {
    added: one.added + other.added,
    updated: one.updated + other.updated,
    merged: one.merged + other.merged,
    already: one.already + other.already,
    left: one.left + other.left,
    suppressed: one.suppressed + other.suppressed,
  };
}
