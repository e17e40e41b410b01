import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { addressKey, type EmailAddress } from '../../mail/address.ts';
import { AudienceError } from '../audience-error.ts';

/** Somebody to be taken off, or off everything. */
interface Leaving {
  readonly address: EmailAddress;
  /** Null: every list. */
  readonly list: string | null;
  readonly source: string;
  readonly now: Date;
}

/**
 * Takes somebody off a list, or off all: they have left, and no import brings them back. Twice is the same as once. How
 * many lists they left by this.
 *
 * @throws AudienceError where they are on none of them
 */
export async function removeSubscriber(
  database: Database,
  { address, list, source, now }: Leaving,
): Promise<number> {
  return database.tables.transaction().execute(async (tables) => {
    await sql`select pg_advisory_xact_lock(hashtext('synchronise lists'))`.execute(tables);
    const { rows } = await sql<{ list: string; state: string; subscriber_id: number }>`
      select p.list, p.state, p.subscriber_id from subscription p join subscriber s on s.id = p.subscriber_id
      where s.address_key = ${addressKey(address)} and (${list}::text is null or p.list = ${list}::text)`.execute(
      tables,
    );
    if (rows.length === 0)
      throw new AudienceError([
        `${address} is not on ${list === null ? 'any list' : `the list ${JSON.stringify(list)}`}.`,
      ]);
    const leaving = rows.filter(({ state }) => state !== 'left');
    for (const one of leaving)
      await sql`
        with said as (
          insert into consent (subscriber_id, event, source, list, at)
          values (${one.subscriber_id}, 'unsubscribed', ${source}, ${one.list}, ${now}) returning id
        )
        update subscription p set state = 'left', consent_id = said.id from said
        where p.list = ${one.list} and p.subscriber_id = ${one.subscriber_id}`.execute(tables);
    return leaving.length;
  });
}

/** As {@link eraseFrom}, in a transaction of its own. */
export async function eraseSubscriber(database: Database, address: EmailAddress): Promise<boolean> {
  return database.tables.transaction().execute((tables) => eraseFrom(tables, addressKey(address)));
}

/**
 * Erases somebody: their name, their fields, their address and what came back from them. Delivery rows stay, of nobody, so
 * that accounts balance; and so does a hash, so that no import brings them back. In a transaction of the caller's. Whether they
 * were known.
 *
 * @param key of their address
 */
export async function eraseFrom(tables: Transaction<Tables>, key: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('synchronise lists'))`.execute(tables);
  await sql`
    insert into erased_address (hash)
    select encode(sha256(convert_to(erasure_key || ${key}::text, 'UTF8')), 'hex') from database_identity
    on conflict do nothing`.execute(tables);
  await sql`delete from suppression where address_key = ${key}`.execute(tables);
  const { rows } = await sql<{ id: number }>`
    update subscriber
    set address = 'erased-' || public_id || '@erased.invalid', address_key = 'erased-' || public_id || '@erased.invalid',
      name = '', fields = '{}'
    where address_key = ${key} returning id`.execute(tables);
  const [person] = rows;
  if (!person) return false;
  await sql`delete from subscription where subscriber_id = ${person.id}`.execute(tables);
  await sql`delete from consent where subscriber_id = ${person.id}`.execute(tables);
  await sql`
    update feedback_event set recipient = null, reply = null, why = null, detail = '{}'
    where subscriber_id = ${person.id}`.execute(tables);
  await sql`update delivery set reply_text = null, detail = null where subscriber_id = ${person.id} and settled`.execute(
    tables,
  );
  await sql`update notice set words = null, network = null where subscriber_id = ${person.id}`.execute(
    tables,
  );
  return true;
}

/** Of a subscriber row: whether it is what is left of somebody who was erased. */
export const isErased = "address like 'erased-%@erased.invalid'";
