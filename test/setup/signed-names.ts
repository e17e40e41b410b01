import { sql } from 'kysely';
import { unsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import type { Database } from '../../src/database/database.ts';
import { type DeliveryName, formatDeliveryTag } from '../../src/mail/delivery-tag.ts';
import { messageId, returnPath } from '../../src/mail/return-path.ts';
import { type LinkKeys, linkKeys } from '../../src/sending/keys.ts';

/** The keys of a database of the tests. */
export const testLinkKeys: LinkKeys = linkKeys(
  ['a secret of this test alone, and of no other'],
  'a1b2c3d4-0000-4000-8000-000000000001',
);

/** Random ids that a test can make out of the serial ones, once {@link giveNames} has given them. */
export function subscriberName(id: number): string {
  return `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
}

export function deliveryName(send: number, subscriber: number): DeliveryName {
  return { send: send.toString(16).padStart(12, '0'), subscriber: subscriberName(subscriber) };
}

/** Gives every row the random id that the functions here say it has. */
export async function giveNames({ tables }: Database): Promise<void> {
  await sql`update subscriber
    set public_id = ('00000000-0000-4000-8000-' || lpad(to_hex(id), 12, '0'))::uuid`.execute(tables);
  await sql`update send set public_id = lpad(to_hex(id), 12, '0')`.execute(tables);
}

export function tokenOf(subscriber: number, keys = testLinkKeys): string {
  return unsubscribeToken(subscriberName(subscriber), keys.tokens.random.signing);
}

/** The token of a subscriber who has another random id than the tests give. */
export async function readToken(
  { tables }: Database,
  subscriber: number,
  keys = testLinkKeys,
): Promise<string> {
  const { public_id } = await tables
    .selectFrom('subscriber')
    .select('public_id')
    .where('id', '=', subscriber)
    .executeTakeFirstOrThrow();
  return unsubscribeToken(public_id, keys.tokens.random.signing);
}

export function returnPathOf(send: number, subscriber: number, keys = testLinkKeys): string {
  const tag = formatDeliveryTag(deliveryName(send, subscriber), keys.tags.returnPath.signing);
  return returnPath(tag, 'bounces.news.example');
}

export function messageIdOf(send: number, subscriber: number, keys = testLinkKeys): string {
  const tag = formatDeliveryTag(deliveryName(send, subscriber), keys.tags.messageId.signing);
  return messageId(tag, 'news.example');
}
