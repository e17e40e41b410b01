import { type RawBuilder, sql } from 'kysely';
import { mailProviders } from '../../mail/mailbox-provider.ts';

/** `sharedDomain` as an expression over a column of domains in lower case. */
export function sharedDomainSql(domain: RawBuilder<unknown>): RawBuilder<string> {
  const cases = mailProviders.map(({ domains, names = [] }) => {
    const national = `^(?:${names.join('|')})\\.(?:com?\\.)?[a-z]{2,3}$`;
    const isNational = names.length === 0 ? sql`` : sql` or ${domain} ~ ${national}::text`;
    return sql`when ${domain} = any (${[...domains]}::text[])${isNational} then ${domains[0]}::text`;
  });
  return sql<string>`case ${sql.join(cases, sql` `)} else ${domain} end`;
}
