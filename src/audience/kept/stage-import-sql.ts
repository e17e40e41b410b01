import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ImportRow } from '../imports/import-row.ts';

/** Rows of a statement: enough that round trips cost nothing, few enough that it is over in a moment. */
const batchSize = 4_000;
/** So many rows, one after the other, are a piece. */
const pieceSize = 2_000;
/** Of so many rows those that name somebody twice are looked for at once. */
const sliceSize = 200_000;
/** What was staged and not taken over for so long belongs to an import that was killed. */
const forgottenAfter = '1 day';

/** Takes the rows of an import in, to be applied when all of it was read. */
export interface Staging {
  readonly import: string;
  add(row: ImportRow, state: ImportRow['state']): Promise<void>;
  /** How many pieces there are; all rows of a person are in one of them. */
  finish(): Promise<number>;
  /** Forgets what is left of it. */
  drop(): Promise<void>;
}

const stateNumbers = { mail: 0, unconfirmed: 1, left: 2 } as const;

/** Opens a staging of its own, and forgets those of imports that were killed long ago. */
export async function openStaging(database: Database, id: string): Promise<Staging> {
  await sql`delete from import_row where staged_at < now() - ${forgottenAfter}::interval`.execute(
    database.tables,
  );
  let batch: object[] = [];
  let row = 0;
  let writing: Promise<unknown> = Promise.resolve();

  /** The next rows are read while the database takes these. */
  async function flush(): Promise<void> {
    const rows = batch;
    batch = [];
    await writing;
    if (rows.length > 0) writing = insertRows(database, id, rows);
  }

  return {
    import: id,
    add: async (person, state) => {
      const piece = Math.floor(row / pieceSize);
      row += 1;
      const { address, addressKey: key, name, fields, suppressedBy, evidence, at } = person;
      batch.push({
        p: piece,
        r: row,
        a: address,
        k: key,
        n: name,
        f: fields,
        s: stateNumbers[state],
        b: suppressedBy,
        e: evidence,
        t: at,
      });
      if (batch.length >= batchSize) await flush();
    },
    finish: async () => {
      await flush();
      await writing;
      await gatherRepeats(database, id, row);
      return Math.ceil(row / pieceSize);
    },
    drop: async () => {
      await writing.catch(() => undefined);
      await sql`delete from import_row where import = ${id}::uuid`.execute(database.tables);
    },
  };
}

/** Puts the rows of a person into the piece of the first of them. */
async function gatherRepeats({ tables }: Database, id: string, rows: number): Promise<void> {
  if (rows <= pieceSize) return;
  await sql`analyze import_row`.execute(tables);
  const slices = Math.ceil(rows / sliceSize);
  for (let slice = 0; slice < slices; slice += 1)
    await sql`
      update import_row r set piece = f.piece
      from (
        select address_key, min(piece) as piece from import_row
        where import = ${id}::uuid and (hashtext(address_key) & 2147483647) % ${slices} = ${slice}
        group by address_key having min(piece) <> max(piece)
      ) f
      where r.import = ${id}::uuid and r.address_key = f.address_key and r.piece <> f.piece`.execute(tables);
}

async function insertRows({ tables }: Database, id: string, rows: readonly object[]): Promise<void> {
  await sql`
    insert into import_row (import, piece, row, address, address_key, name, fields, state, suppressed_by, evidence, at)
    select ${id}::uuid, r.p, r.r, r.a, r.k, r.n, r.f, r.s, r.b, r.e, r.t
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(
      p smallint, r int, a text, k text, n text, f jsonb, s smallint, b text, e jsonb, t timestamptz)`.execute(
    tables,
  );
}
