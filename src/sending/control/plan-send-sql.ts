import { AudienceError } from '../../audience/audience-error.ts';
import { countAudience } from '../../audience/audience-sql.ts';
import type { SubscriberList } from '../../audience/subscriber-list.ts';
import { applyLists, syncLists } from '../../audience/sync-lists-sql.ts';
import { type Tally, tallyLines } from '../../audience/tally.ts';
import type { Database } from '../../database/database.ts';
import { isFailure } from '../../failure.ts';
import { sweepRefusals } from '../../feedback/record/sweep-refusals-sql.ts';
import { readAccount } from '../../ledger/account-sql.ts';
import type { Account } from '../../ledger/delivery.ts';
import { findSend, type SendRequest } from '../../ledger/open-send-sql.ts';

/** What is about to happen, for the person who is asked. */
export type SendPlan =
  | { readonly kind: 'begin'; readonly recipients: number; readonly skipped: number }
  | { readonly kind: 'continue'; readonly send: number; readonly account: Account };

export interface ListOptions {
  readonly skipBadRows: boolean;
  readonly now: Date;
}

/**
 * Makes the database say what the lists say, and tells what a send would do then. `onLeftOut` is told of the rows that
 * were not taken, in lines for the editor.
 *
 * @throws AudienceError where a list has faults or nobody is left to mail; LedgerError where the send is refused
 */
export async function planSend(
  database: Database,
  lists: readonly SubscriberList[],
  request: SendRequest,
  options: ListOptions & { readonly onLeftOut: (line: string) => void },
): Promise<SendPlan> {
  for (const line of linesOf(await syncLists(database, lists, options))) options.onLeftOut(line);
  // What the relay refused just before a process was killed is known, and must be before the audience is frozen.
  await sweepRefusals(database);
  const send = await findSend(database, request);
  if (send !== null) return { kind: 'continue', send, account: await readAccount(database, send) };
  const { recipients, skipped } = await countAudience(database);
  if (recipients > 0) return { kind: 'begin', recipients, skipped };
  throw new AudienceError([
    `There is nobody to send to: the lists name ${skipped} people, and none may be mailed.`,
  ]);
}

/**
 * Lets `use` look at the database as a send would find it, with the lists read into it, and takes all of it back.
 * `leftOut` are lines as of {@link planSend}.
 *
 * @throws AudienceError where a list has faults
 */
export async function withListsApplied(
  database: Database,
  lists: readonly SubscriberList[],
  options: ListOptions,
  use: (database: Database, leftOut: readonly string[]) => Promise<void>,
): Promise<void> {
  const tables = await database.tables.startTransaction().execute();
  try {
    const leftOut = linesOf(await applyLists(tables, lists, options));
    await use({ ...database, tables }, leftOut);
  } finally {
    await tables.rollback().execute();
  }
}

/** Why a send would be refused now, a sentence each; none where it would not. */
export async function refusalsOf(database: Database, request: SendRequest): Promise<readonly string[]> {
  try {
    await findSend(database, request);
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.faults;
  }
}

function linesOf({ badRows, duplicates }: { readonly badRows: Tally; readonly duplicates: Tally }): string[] {
  return [...tallyLines(badRows), ...tallyLines(duplicates)];
}
