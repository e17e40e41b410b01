import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/** Whoever asked before that was told of a hundred times. */
const days = 90;

/**
 * The addresses from which letters ask to be taken off and that are still mailed, or not known here; the oldest first. An
 * address proves nothing, so a person decides.
 */
export async function readAsking({ tables }: Database, now: Date): Promise<readonly string[]> {
  const oldest = new Date(now.getTime() - days * 86_400_000);
  const { rows } = await sql<{ address: string }>`
    select e.detail->>'asking' as address
    from feedback_event e
    where e.detail->>'asking' is not null and e.at > ${oldest}
      and not exists (select from suppression x where x.address_key = e.detail->>'asking')
      and not exists (
        select from subscriber p where p.address_key = e.detail->>'asking' and not exists (
          select from subscription u where u.subscriber_id = p.id and u.state = 'active'
        )
      )
    group by 1 order by min(e.id)`.execute(tables);
  return rows.map(({ address }) => address);
}
