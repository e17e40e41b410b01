import { sql } from 'kysely';
import type { SuppressionReason } from '../../audience/send-plan.ts';
import type { Database } from '../../database/database.ts';
import type { ReaderPreferences, Standing } from './preferences-link.ts';

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
export async function readPreferences(
  database: Database,
  subscriberId: number,
): Promise<ReaderPreferences | null> {
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
