import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import { providerOf } from '../../mail/mailbox-provider.ts';
import { readSuppression } from '../consent/suppress-sql.ts';
import { weigh } from '../policy/suppression-policy.ts';
import type { ReadBurst } from './burst-sql.ts';
import { countsBefore, type Facts, type Found, isWish } from './decide-report.ts';
import { type FeedbackEvent, saidBy } from './feedback-event.ts';
import { readHistory } from './feedback-history-sql.ts';

export async function findDelivery(
  tables: Transaction<Tables>,
  { send, subscriber }: DeliveryId,
): Promise<Found | null> {
  const { rows } = await sql<Found>`
    select d.send_id as send, d.subscriber_id as subscriber, d.state, d.updated_at as "updatedAt",
      s.rehearsal as "isRehearsal", p.address, p.address_key as "addressKey"
    from delivery d join send s on s.id = d.send_id join subscriber p on p.id = d.subscriber_id
    where d.send_id = ${send} and d.subscriber_id = ${subscriber}`.execute(tables);
  const [found] = rows;
  return found ? { ...found, addressKey: found.addressKey.normalize('NFC') } : null;
}

/** What {@link decideReport} asks for, of a subscriber whose consent is locked. */
export async function readFacts(
  tables: Transaction<Tables>,
  event: FeedbackEvent,
  found: Found,
  readBurst: ReadBurst,
): Promise<Facts> {
  const { subscriber, send, addressKey } = found;
  const isOvertaken = isWish(event)
    ? await hasReturnedSince(tables, event, found)
    : await isUndoneSince(tables, found);
  const history = countsBefore(weigh(saidBy(event)))
    ? await readHistory(tables, subscriber, event.at)
    : { failures: [], arrivals: [] };
  const standing = (await readSuppression(tables, addressKey))?.reason ?? null;
  // Last of all, since it holds off whoever else records into the burst.
  const burst =
    event.result.kind === 'hard'
      ? await readBurst(tables, { send, provider: providerOf(addressKey) }, subscriber)
      : null;
  return { isOvertaken, history, standing, burst };
}

/** What was sent before a person took a suppression back counts no more: they know better. */
async function isUndoneSince(
  tables: Transaction<Tables>,
  { subscriber, updatedAt }: Found,
): Promise<boolean> {
  const undone = await tables
    .selectFrom('feedback_event')
    .select('id')
    .where('subscriber_id', '=', subscriber)
    .where('kind', '=', 'undo')
    .where('at', '>', updatedAt)
    .executeTakeFirst();
  return undone !== undefined;
}

async function hasReturnedSince(
  tables: Transaction<Tables>,
  { at }: FeedbackEvent,
  { subscriber }: Found,
): Promise<boolean> {
  const returned = await tables
    .selectFrom('consent')
    .select('id')
    .where('subscriber_id', '=', subscriber)
    .where('event', '=', 'resubscribed')
    .where('at', '>', at)
    .executeTakeFirst();
  return returned !== undefined;
}
