import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { recoveryMs } from '../../delivery/pace/domain-recovery.ts';
import { type Category, categories } from '../bounce-report.ts';
import { isOurFault } from '../policy/suppression-policy.ts';

/** So many readers of a domain must bring back the same within an hour: a single one could have made it up. */
const fewest = 5;

/** What a domain returns for a fault of ours. */
export interface SenderFault {
  readonly send: number;
  /** That which stands for all of its provider's. */
  readonly domain: string;
  readonly provider: string;
  readonly reply: string;
}

/** Slows the domain if it is time to; whether this did. To be kept by a process for as long as it records. */
export type SlowDomain = (fault: SenderFault) => Promise<boolean>;

const ofOurs = (Object.keys(categories) as Category[]).filter(isOurFault);

/**
 * A relay that takes everything hides what the domains behind it say until it comes back as mail. So a domain that
 * returns the messages of a running send as spam, as too many or for its block list gets less mail from then on, as if
 * it had said so at once, and recovers by itself. One that is slowed already is left to recover: what comes back was
 * mostly sent before.
 */
export function slowDomains(database: Database): SlowDomain {
  const slowedAt = new Map<string, number>();
  return async ({ send, domain, provider, reply }) => {
    for (const [name, at] of slowedAt) if (Date.now() - at > recoveryMs) slowedAt.delete(name);
    if (slowedAt.has(domain)) return false;
    const { rows } = await sql`
      insert into domain_penalty (domain, since, said)
      select ${domain}, clock_timestamp(), ${reply}
      where exists (select from send where id = ${send} and state = 'running') and ${fewest} <= (
        select count(distinct e.subscriber_id) from feedback_event e
        where e.send_id = ${send} and e.provider = ${provider} and e.kind = 'soft'
          and e.disposition = 'noted' and e.category = any (${ofOurs}::text[])
          and e.at > clock_timestamp() - interval '1 hour'
      )
      on conflict (domain) do update set since = excluded.since, said = excluded.said
        where domain_penalty.since < clock_timestamp() - make_interval(secs => ${recoveryMs / 1000})
      returning domain`.execute(database.tables);
    if (rows.length > 0) slowedAt.set(domain, Date.now());
    return rows.length > 0;
  };
}
