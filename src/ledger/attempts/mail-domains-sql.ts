import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';

/** A domain moves now and then. */
const believedDays = 7;

/** SQL: the row of the domain of a subscriber `p`, as `k`; what it says is null where nobody has asked yet. */
export const joinMailDomain = `left join mail_domain k on k.domain = substring(p.address_key from '[^@]*$')`;

/** SQL: whether what `k` says is to be asked again. */
export const isMailDomainStale = `coalesce(k.asked_at < clock_timestamp() - interval '${believedDays} days', true)`;

/** Who answers for a domain; null for nobody that we know. */
export interface KnownMailDomain {
  readonly domain: string;
  readonly provider: string | null;
}

/**
 * Writes down who answers for domains. What has come back of the sends that are open is of that provider too, or the
 * breaker would judge it apart.
 */
export async function noteMailDomains(
  { tables }: Database,
  known: readonly KnownMailDomain[],
): Promise<void> {
  // Always in one order, so that no two wait for each other.
  const rows = [...known].sort((a, b) => (a.domain < b.domain ? -1 : 1));
  await sql`
    with noted as (
      insert into mail_domain (domain, provider)
      select domain, provider from json_to_recordset(${JSON.stringify(rows)}::json) as w(domain text, provider text)
      on conflict (domain) do update set provider = excluded.provider, asked_at = now()
      returning domain, provider
    )
    update feedback_event e set provider = n.provider
    from noted n, send s
    where n.provider is not null and s.state in ('running', 'paused') and e.send_id = s.id and e.provider = n.domain`.execute(
    tables,
  );
}
