import { type RawBuilder, sql } from 'kysely';
import { mailProviders } from '../../mail/mailbox-provider.ts';

/** `sharedDomain` as an expression over a column of domains in lower case, and one of who hosts them. */
export function sharedDomainSql(
  domain: RawBuilder<unknown>,
  hostedBy: RawBuilder<unknown>,
): RawBuilder<string> {
  const cases = mailProviders.map(({ domains, names = [] }) => {
    const national = `^(?:${names.join('|')})\\.(?:com?\\.)?[a-z]{2,3}$`;
    const isNational = names.length === 0 ? sql`` : sql` or ${domain} ~ ${national}::text`;
    return sql`when ${domain} = any (${[...domains]}::text[])${isNational} then ${domains[0]}::text`;
  });
  const hosts = mailProviders.map(
    ({ provider, domains }) => sql`when ${provider}::text then ${domains[0]}::text`,
  );
  const hosting = sql`case ${hostedBy} ${sql.join(hosts, sql` `)} end`;
  return sql<string>`case ${sql.join(cases, sql` `)} else coalesce(${hosting}, ${domain}) end`;
}
