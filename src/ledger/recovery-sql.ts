import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

const inDoubtDetail = 'The sender was lost after the final dot, before the relay answered.';

/**
 * Takes back what lost workers held: before the final dot it is safe to send again, after it only the relay knows.
 * And wakes the deferred whose time has come. Any process may run it at any time, any number at once.
 */
export async function recover(database: Database): Promise<void> {
  await sql`
    update delivery d
    set state = case d.state when 'sending' then 'pending' else 'in_doubt' end,
      detail = case d.state when 'sending' then d.detail else ${inDoubtDetail} end,
      updated_at = now()
    where d.state in ('sending', 'committing')
      and not exists (select from worker w where w.id = d.worker_id and w.alive_until > clock_timestamp())`.execute(
    database.tables,
  );
  await sql`
    update delivery set state = 'pending', updated_at = now()
    where state = 'deferred' and next_attempt_at <= clock_timestamp()`.execute(database.tables);
  await sql`delete from worker where alive_until < clock_timestamp() - interval '1 day'`.execute(
    database.tables,
  );
}
