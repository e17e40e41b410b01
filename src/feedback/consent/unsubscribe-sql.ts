import { sql, type Transaction } from 'kysely';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import type { Tables } from '../../database/tables.ts';
import { describeEvidence, findPeople, leftBy, lockConsents, maxConsents } from './consent-sql.ts';
import { patience, personFinder } from './find-person-sql.ts';
import { followLink } from './follow-link-sql.ts';
import type { SuppressedPerson } from './suppress-sql.ts';
import type { FollowedByReader, UnsubscribeEvidence, UnsubscribeLinks } from './unsubscribe-link.ts';

/** What the unsubscribe links of every issue do. To be kept by a process for as long as it answers them. */
export function unsubscribeLinks(database: Database, keys: TokenKeys): UnsubscribeLinks {
  const find = personFinder(database);
  const leave = groupCommit<Leaving, FollowedByReader>({
    keyOf: ({ id }) => String(id),
    // Twice is the same as once, so a second click waits for the first.
    isShared: true,
    maxBatch: maxConsents,
    ...patience,
    run: (batch) => unsubscribeAll(database, batch),
  });
  return {
    look: (token) => followLink(find, token, keys, ({ id: _, ...person }) => ({ kind: 'reader', ...person })),
    unsubscribe: (token, evidence) => followLink(find, token, keys, ({ id }) => leave({ id, evidence })),
  };
}

/** A subscriber who wants no more, and how they told us. */
interface Leaving {
  readonly id: number;
  readonly evidence: UnsubscribeEvidence;
}

/** As {@link unsubscribeAll}, for one. */
export async function unsubscribe(
  database: Database,
  id: number,
  evidence: UnsubscribeEvidence,
): Promise<FollowedByReader> {
  const [left = unknown] = await unsubscribeAll(database, [{ id, evidence }]);
  return left;
}

/** As {@link unsubscribe}, for whoever has this address; null where nobody has. */
export async function unsubscribeAddress(
  database: Database,
  addressKey: string,
  evidence: UnsubscribeEvidence,
): Promise<FollowedByReader | null> {
  const person = await database.tables
    .selectFrom('subscriber')
    .select('id')
    .where('address_key', '=', addressKey)
    .executeTakeFirst();
  return person ? unsubscribe(database, person.id, evidence) : null;
}

const unknown: FollowedByReader = { kind: 'reader', address: null, hasLeft: true };

/**
 * Takes subscribers off every list for good, in one transaction: when it resolves, no claim of any send finds them
 * any more. Twice is the same as once. An address that is suppressed already keeps that suppression; that its owner
 * has left is recorded none the less.
 *
 * @param leaving {@link maxConsents} at most, nobody twice
 */
async function unsubscribeAll(
  database: Database,
  leaving: readonly Leaving[],
): Promise<readonly FollowedByReader[]> {
  return database.tables.transaction().execute(async (tables) => {
    const ids = leaving.map(({ id }) => id);
    await lockConsents(tables, ids);
    const people = await findPeople(tables, ids);
    await leave(
      tables,
      leaving.flatMap(({ id, evidence }) => {
        const person = people.get(id);
        return person ? [{ id, addressKey: person.addressKey, evidence }] : [];
      }),
    );
    return ids.map((id) => ({ ...unknown, address: people.get(id)?.address ?? null }));
  });
}

/**
 * The same inside a transaction in which the consents of the subscribers are locked. They left by the newest issue that
 * they have, as far as anybody can tell, if they have one.
 */
export async function leave(
  tables: Transaction<Tables>,
  leaving: readonly (SuppressedPerson & { readonly evidence: UnsubscribeEvidence })[],
): Promise<void> {
  const rows = leaving.map(({ id, addressKey, evidence }) => ({
    id,
    address_key: addressKey,
    via: evidence.via,
    at: evidence.at,
    evidence: JSON.parse(describeEvidence(evidence)),
  }));
  await sql`
    with given as materialized (
      select g.*, not ${sql.raw(leftBy('g.id'))} as is_new
      from json_to_recordset(${JSON.stringify(rows)}::json) as g(
        id bigint, address_key text, via text, at timestamptz, evidence jsonb)
    ), suppressed as (
      insert into suppression (address_key, reason, since, evidence)
      select address_key, 'unsubscribe', at, evidence from given order by address_key
      on conflict (address_key) do nothing
    ), withdrawn as (
      insert into consent (subscriber_id, event, source, evidence, at)
      select id, 'unsubscribed', via, evidence, at from given where is_new
    )
    insert into feedback_event (kind, send_id, subscriber_id, detail, at)
    select 'unsubscribe', (
        select s.id from send s join delivery d on d.send_id = s.id and d.subscriber_id = g.id
        where not s.rehearsal and not d.is_notice and d.state in ('accepted', 'in_doubt', 'committing')
        order by s.id desc limit 1
      ), id, evidence, at
    from given g where is_new`.execute(tables);
}
