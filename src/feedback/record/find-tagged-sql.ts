import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { prepare } from '../../database/prepared-sql.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import { isSerial } from '../../ledger/delivery-names.ts';
import type { TaggedDelivery } from '../../mail/delivery-tag.ts';

/** A delivery that a tag names, and its subscriber's address. */
export interface FoundTagged {
  readonly delivery: DeliveryId;
  readonly address: string;
}

interface TaggedRow {
  /** Which of those that were asked for. */
  at: number;
  send: number;
  subscriber: number;
  address: string;
}

/** Null where this database has no such delivery. */
export type FindTagged = (tagged: TaggedDelivery) => Promise<FoundTagged | null>;

/**
 * The delivery of this database that a tag names, many at once in one statement. Serial numbers name only what went out
 * under them: the same numbers of another database, or of this one as it was restored, may be anybody's.
 */
export function taggedFinder(database: Database): FindTagged {
  const random = prepare<TaggedRow>(database, randomStatement);
  const serial = prepare<TaggedRow>(database, serialStatement);
  async function find(kind: TaggedDelivery['kind'], batch: readonly TaggedDelivery[]): Promise<TaggedRow[]> {
    const asked = [...batch.entries()].filter(([, tagged]) => tagged.kind === kind && isStorable(tagged));
    if (asked.length === 0) return [];
    const named = asked.map(([, { send, subscriber }]) => ({ send, subscriber }));
    const ask = kind === 'random' ? random : serial;
    return ask([
      asked.map(([at]) => at),
      named.map(({ send }) => send),
      named.map(({ subscriber }) => subscriber),
    ]);
  }
  return groupCommit<TaggedDelivery, FoundTagged | null>({
    keyOf: ({ kind, send, subscriber }) => `${kind} ${send} ${subscriber}`,
    isShared: true,
    run: async (batch) => {
      const rows = [...(await find('random', batch)), ...(await find('serial', batch))];
      const found = new Map(rows.map(({ at, address, ...delivery }) => [at, { delivery, address }]));
      return batch.map((_, at) => found.get(at) ?? null);
    },
  });
}

/** A tag holds larger numbers than the columns do. */
function isStorable(tagged: TaggedDelivery): boolean {
  return tagged.kind === 'random' || tagged.send <= 2 ** 31 - 1;
}

const delivered = 'join delivery d on d.send_id = s.id and d.subscriber_id = p.id';

const randomStatement = `
  select w.at, d.send_id as send, d.subscriber_id as subscriber, p.address
  from unnest($1::int[], $2::text[], $3::uuid[]) as w(at, send, subscriber)
  join send s on s.public_id = w.send join subscriber p on p.public_id = w.subscriber ${delivered}`;

const serialStatement = `
  select w.at, d.send_id as send, d.subscriber_id as subscriber, p.address
  from unnest($1::int[], $2::int[], $3::bigint[]) as w(at, send, subscriber)
  join send s on s.id = w.send join subscriber p on p.id = w.subscriber ${delivered} and ${isSerial}`;

export async function isSubscriber({ tables }: Database, key: string): Promise<boolean> {
  const person = tables.selectFrom('subscriber').select('id').where('address_key', '=', key);
  return (await person.executeTakeFirst()) !== undefined;
}
