import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../database/tables.ts';
import { type DeliveryNames, sendName } from '../delivery-names.ts';

/** Who has an address in a send, and what their delivery is called outside; null where it goes to nobody of that address. */
export async function findRecipient(
  tables: Kysely<Tables>,
  send: number,
  addressKey: string,
): Promise<{ readonly subscriber: number; readonly names: DeliveryNames } | null> {
  const row = await tables
    .selectFrom('delivery as d')
    .innerJoin('subscriber as p', 'p.id', 'd.subscriber_id')
    .innerJoin('send as s', 's.id', 'd.send_id')
    .select([
      'p.id',
      'p.public_id as subscriber',
      'd.signing_key as key',
      sql<string | null>`${sql.raw(sendName)}`.as('send'),
    ])
    .where('d.send_id', '=', send)
    .where('p.address_key', '=', addressKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id: subscriber, ...names } = row;
  return { subscriber, names };
}
