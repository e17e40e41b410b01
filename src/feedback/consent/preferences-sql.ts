import { sql, type Transaction } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import { findPerson, lockConsent, recordConsent } from './consent-sql.ts';
import { followLink } from './follow-link-sql.ts';
import type {
  PreferencesLinks,
  ReaderPreferences,
  ResubscribeEvidence,
  Standing,
} from './preferences-link.ts';

/** What the preferences links of every issue do. */
export function preferencesLinks(database: Database, keys: TokenKeys): PreferencesLinks {
  return {
    look: (token) =>
      followLink(
        database,
        token,
        keys,
        async (id) => (await readPreferences(database, id)) ?? ({ kind: 'forgotten' } as const),
      ),
    resubscribe: (token, evidence) =>
      followLink(database, token, keys, async (id) => {
        await resubscribe(database, id, evidence);
        return { kind: 'reader' } as const;
      }),
  };
}

/**
 * Ends a suppression that was the subscriber's own wish, in one transaction: when it resolves, the next claim finds
 * them again. Twice is the same as once. A bounce, a complaint and what the publisher did by hand stay, and then no
 * consent is recorded either, since it would have no effect. On which lists they are is for the lists to say.
 */
export async function resubscribe(
  database: Database,
  subscriberId: number,
  evidence: ResubscribeEvidence,
): Promise<void> {
  await database.tables.transaction().execute(async (tables) => {
    await lockConsent(tables, subscriberId);
    const person = await findPerson(tables, subscriberId);
    if (!person) return;
    if (await endOwnSuppression(tables, person.address_key))
      await recordConsent(tables, subscriberId, 'resubscribed', evidence);
  });
}

/** @returns whether there was one */
async function endOwnSuppression(tables: Transaction<Tables>, addressKey: string): Promise<boolean> {
  const { numDeletedRows } = await tables
    .deleteFrom('suppression')
    .where('address_key', '=', addressKey)
    .where('reason', '=', 'unsubscribe')
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

interface PreferencesRow {
  address: string;
  name: string;
  fields: Record<string, string>;
  lists: string[];
  reason: SuppressionReason | null;
  suppressed_at: Date | null;
  event: 'imported' | 'unsubscribed' | 'resubscribed' | null;
  consented_at: Date | null;
}

/** In one statement, so that the page shows one moment. Null for somebody we do not know. */
async function readPreferences(database: Database, subscriberId: number): Promise<ReaderPreferences | null> {
  const { rows } = await sql<PreferencesRow>`
    select s.address, s.name, s.fields, x.reason, x.since as suppressed_at, c.event, c.at as consented_at,
      array(
        select p.list from subscription p where p.subscriber_id = s.id and p.state = 'active' order by p.list
      ) as lists
    from subscriber s
    left join suppression x on x.address_key = s.address_key
    left join lateral (
      select event, at from consent where subscriber_id = s.id order by id desc limit 1
    ) c on true
    where s.id = ${subscriberId}`.execute(database.tables);
  const [row] = rows;
  if (!row) return null;
  const { address, name, fields, lists } = row;
  return { kind: 'reader', address, name, fields, lists, standing: standingOf(row) };
}

function standingOf({ reason, suppressed_at, event, consented_at }: PreferencesRow): Standing {
  if (reason === null || suppressed_at === null) {
    const since = event === 'unsubscribed' ? null : consented_at;
    return { kind: 'welcome', since, hasReturned: event === 'resubscribed' };
  }
  if (reason === 'unsubscribe') return { kind: 'left', since: suppressed_at };
  return { kind: 'stopped', reason, since: suppressed_at, hasLeft: event === 'unsubscribed' };
}
