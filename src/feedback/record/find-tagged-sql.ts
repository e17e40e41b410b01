import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import { isSerial } from '../../ledger/delivery-names.ts';
import type { TaggedDelivery } from '../../mail/delivery-tag.ts';

/** A delivery that a tag names, and its subscriber's address. */
export interface FoundTagged {
  readonly delivery: DeliveryId;
  readonly address: string;
}

/**
 * The delivery of this database that a tag names, or null. Serial numbers name only what went out under them: the same
 * numbers of another database, or of this one as it was restored, may be anybody's.
 */
export async function findTagged({ tables }: Database, tagged: TaggedDelivery): Promise<FoundTagged | null> {
  // A tag holds larger numbers than the columns do.
  if (tagged.kind === 'serial' && tagged.send > 2 ** 31 - 1) return null;
  const named =
    tagged.kind === 'random'
      ? sql`s.public_id = ${tagged.send} and p.public_id = ${tagged.subscriber}`
      : sql`s.id = ${tagged.send} and p.id = ${tagged.subscriber} and ${sql.raw(isSerial)}`;
  const { rows } = await sql<DeliveryId & { address: string }>`
    select d.send_id as send, d.subscriber_id as subscriber, p.address
    from send s cross join subscriber p join delivery d on d.send_id = s.id and d.subscriber_id = p.id
    where ${named}`.execute(tables);
  const [row] = rows;
  return row ? { delivery: { send: row.send, subscriber: row.subscriber }, address: row.address } : null;
}
