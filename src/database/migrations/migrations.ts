import { type Kysely, type Migration, sql } from 'kysely';
import { askingIndexStatements } from './asking-index.ts';
import { composedAddressesStatements } from './composed-addresses.ts';
import { judgedRefusalsStatements } from './judged-refusals.ts';
import { keepingStatements } from './keeping.ts';
import { keptListStatements } from './kept-lists.ts';
import { ledgerStatements } from './ledger.ts';
import { listStatements } from './lists.ts';
import { mailDomainsStatements } from './mail-domains.ts';
import { noticeStatements } from './notices.ts';
import { putOffStatements } from './put-off.ts';
import { replyTextStatements } from './reply-text.ts';
import { signedNamesStatements } from './signed-names.ts';
import { sourceDigestStatements } from './source-digest.ts';
import { wordedNoticesStatements } from './worded-notices.ts';

/** A change of the schema. */
interface OwnMigration extends Migration {
  /**
   * The newest migration that the oldest program knows which may go on working beside a program that has made this one:
   * on the tables as they are then, and on the same sends. Written down beside the tables, where that older program finds
   * it. Its own name where all older ones have to stop. Those from before 0009-source-digest did not look.
   */
  readonly oldestBeside?: string;
}

/** One entry a change of the schema, in order; an entry that has been released is never edited. */
export const migrations: Readonly<Record<string, OwnMigration>> = {
  '0001-ledger': { up: (db) => run(db, ledgerStatements) },
  '0002-reply-text': { up: (db) => run(db, replyTextStatements) },
  '0003-lists': { up: (db) => run(db, listStatements) },
  '0004-judged-refusals': { up: (db) => run(db, judgedRefusalsStatements) },
  '0005-signed-names': { up: (db) => run(db, signedNamesStatements) },
  '0006-composed-addresses': { up: (db) => run(db, composedAddressesStatements) },
  '0007-put-off': { up: (db) => run(db, putOffStatements) },
  '0008-notices': { up: (db) => run(db, noticeStatements) },
  '0009-source-digest': {
    up: (db) => run(db, sourceDigestStatements),
    oldestBeside: '0008-notices',
  },
  '0010-worded-notices': {
    up: (db) => run(db, wordedNoticesStatements),
    oldestBeside: '0009-source-digest',
  },
  '0011-mail-domains': {
    up: (db) => run(db, mailDomainsStatements),
    oldestBeside: '0009-source-digest',
  },
  '0012-asking-index': {
    up: (db) => run(db, askingIndexStatements),
    oldestBeside: '0009-source-digest',
  },
  '0013-kept-lists': {
    up: (db) => run(db, keptListStatements),
    oldestBeside: '0009-source-digest',
  },
  '0014-keeping': {
    up: (db) => run(db, keepingStatements),
    oldestBeside: '0009-source-digest',
  },
};

/** By whose name is known how far a program knows the tables. */
export const newestMigration: string = Object.keys(migrations).sort().at(-1) ?? '';

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
