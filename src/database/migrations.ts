import { type Kysely, type Migration, sql } from 'kysely';
import { composedAddressesStatements } from './migrations/composed-addresses.ts';
import { judgedRefusalsStatements } from './migrations/judged-refusals.ts';
import { ledgerStatements } from './migrations/ledger.ts';
import { listStatements } from './migrations/lists.ts';
import { noticeStatements } from './migrations/notices.ts';
import { putOffStatements } from './migrations/put-off.ts';
import { replyTextStatements } from './migrations/reply-text.ts';
import { signedNamesStatements } from './migrations/signed-names.ts';

/** One entry a change of the schema, in order; an entry that has been released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-ledger': { up: (db) => run(db, ledgerStatements) },
  '0002-reply-text': { up: (db) => run(db, replyTextStatements) },
  '0003-lists': { up: (db) => run(db, listStatements) },
  '0004-judged-refusals': { up: (db) => run(db, judgedRefusalsStatements) },
  '0005-signed-names': { up: (db) => run(db, signedNamesStatements) },
  '0006-composed-addresses': { up: (db) => run(db, composedAddressesStatements) },
  '0007-put-off': { up: (db) => run(db, putOffStatements) },
  '0008-notices': { up: (db) => run(db, noticeStatements) },
};

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
