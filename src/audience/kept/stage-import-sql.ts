import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ImportRow } from '../imports/import-row.ts';

/** Rows of a statement: enough that round trips cost nothing, few enough that it is over in a moment. */
const batchSize = 4_000;
/** Into so many pieces the people of an import go, each taken over by itself. */
const pieceCount = 512;
/** What was staged and not taken over for so long belongs to an import that was killed. */
const forgottenAfter = '1 day';

/** Takes the rows of an import in, to be applied when all of it was read. */
export interface Staging {
  readonly import: string;
  add(row: ImportRow, state: ImportRow['state']): Promise<void>;
  /** The pieces that have rows. */
  finish(): Promise<readonly number[]>;
  /** Forgets what is left of it. */
  drop(): Promise<void>;
}

const stateNumbers = { mail: 0, unconfirmed: 1, left: 2 } as const;

/** Opens a staging of its own, and forgets those of imports that were killed long ago. */
export async function openStaging(database: Database, id: string): Promise<Staging> {
  await sql`delete from import_row where staged_at < now() - ${forgottenAfter}::interval`.execute(
    database.tables,
  );
  const pieces = new Set<number>();
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
      const piece = pieceOf(person.addressKey);
      pieces.add(piece);
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
      return [...pieces].sort((one, other) => one - other);
    },
    drop: async () => {
      await writing.catch(() => undefined);
      await sql`delete from import_row where import = ${id}::uuid`.execute(database.tables);
    },
  };
}

/** All rows of a person are in one piece. */
function pieceOf(addressKey: string): number {
  return createHash('md5').update(addressKey).digest().readUInt16BE(0) % pieceCount;
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
