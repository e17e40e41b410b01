import { sql, type Transaction } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { addressKey, parseAddress } from '../../mail/address.ts';
import { FeedbackError } from '../feedback-error.ts';
import { lockConsent } from './consent-sql.ts';
import { keepOwnWish, readSuppression } from './suppress-sql.ts';

export interface UndoOptions {
  /** Mail somebody again who reported us as spam. */
  readonly despiteComplaint: boolean;
  readonly now: Date;
}

/** What a person took back. */
export interface Undone {
  readonly address: string;
  /** Null where nothing but quarantined or counted reports stood against them. */
  readonly reason: SuppressionReason | null;
  /** Reports that count no more. */
  readonly reports: number;
  /** True where they have unsubscribed besides: they stay off until they come back themselves. */
  readonly hasLeft: boolean;
}

/**
 * Takes back what stands against a subscriber, in one transaction, and writes down that a person did. What was sent to
 * them before counts no more, so that a late report about it does not bring the suppression back; only a complaint
 * would. A reader's own wish is not for others to take back.
 *
 * @throws FeedbackError where they have only unsubscribed, where they complained and that is not said, or where nothing
 *   is to be taken back
 */
export async function undoSuppression(
  database: Database,
  subscriberId: number,
  { despiteComplaint, now }: UndoOptions,
): Promise<Undone> {
  return database.tables.transaction().execute(async (tables) => {
    await lockConsent(tables, subscriberId);
    const person = await tables
      .selectFrom('subscriber')
      .select(['address', 'address_key'])
      .where('id', '=', subscriberId)
      .executeTakeFirstOrThrow();
    const standing = await readSuppression(tables, person.address_key);
    const reason = standing?.reason ?? null;
    refuse(person.address, reason, despiteComplaint);
    const reports = await forgive(tables, subscriberId);
    if (reason === null && reports === 0)
      throw new FeedbackError([`Nothing stands against ${person.address}.`]);
    await tables.deleteFrom('suppression').where('address_key', '=', person.address_key).execute();
    await keepOwnWish(tables, { id: subscriberId, addressKey: person.address_key });
    await recordUndo(tables, subscriberId, { reason, reports, standing: standing ?? null }, now);
    const hasLeft = (await readSuppression(tables, person.address_key)) !== undefined;
    return { address: person.address, reason, reports, hasLeft };
  });
}

function refuse(address: string, reason: SuppressionReason | null, despiteComplaint: boolean): void {
  if (reason === 'unsubscribe')
    throw new FeedbackError([
      `${address} has unsubscribed: only they can take that back, by the link that the preferences page of any email mails them.`,
    ]);
  if (reason === 'complaint' && !despiteComplaint)
    throw new FeedbackError([
      `${address} has reported a mail as spam. To mail them again harms the newsletter's standing with their provider: give --despite-complaint if they asked for it.`,
    ]);
}

async function forgive(tables: Transaction<Tables>, subscriberId: number): Promise<number> {
  const { numUpdatedRows } = await tables
    .updateTable('feedback_event')
    .set({ disposition: 'undone' })
    .where('subscriber_id', '=', subscriberId)
    .where('disposition', 'in', ['suppressed', 'counted', 'quarantined', 'confirmed'])
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

async function recordUndo(
  tables: Transaction<Tables>,
  subscriberId: number,
  detail: object,
  at: Date,
): Promise<void> {
  await tables
    .insertInto('feedback_event')
    .values({ kind: 'undo', subscriber_id: subscriberId, detail: JSON.stringify(detail), at })
    .execute();
}

/**
 * The subscriber whom an address or the id of a feedback event means.
 *
 * @throws FeedbackError where there is none
 */
export async function findSubscriber(database: Database, addressOrId: string): Promise<number> {
  const isId = /^#?\d{1,15}$/.test(addressOrId);
  const { rows } = isId
    ? await sql<{ id: number | null }>`
        select subscriber_id as id from feedback_event where id = ${Number(addressOrId.replace('#', ''))}`.execute(
        database.tables,
      )
    : await sql<{ id: number | null }>`
        select id from subscriber where address_key = ${keyOf(addressOrId.trim())}`.execute(database.tables);
  const [row] = rows;
  if (row?.id) return row.id;
  if (!isId) throw new FeedbackError([`${JSON.stringify(addressOrId)} is no subscriber's address.`]);
  throw new FeedbackError([
    row ? `Report ${addressOrId} belongs to no subscriber.` : `There is no report ${addressOrId}.`,
  ]);
}

/** As the lists would write it, where it can be on one: a domain in its own letters is that in ASCII. */
function keyOf(address: string): string {
  const parsed = parseAddress(address);
  return parsed.ok ? addressKey(parsed.address) : address.toLowerCase();
}
