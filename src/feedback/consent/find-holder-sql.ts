import { hashLinkToken, isLinkToken } from '../../audience/link-token.ts';
import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import { withinTime } from '../../database/within-time-sql.ts';
import { findLink } from '../../ledger/notices/find-link-sql.ts';
import { personFinder } from './find-person-sql.ts';
import { followLink, timeoutMs } from './follow-link-sql.ts';
import type { Followed } from './unsubscribe-link.ts';

/** The subscriber whom a link to their page names, and what kind of link it is. */
export interface Holder {
  readonly kind: 'holder';
  readonly subscriber: number;
  /** `issue`: it may be in anybody's hands. */
  readonly link: 'issue' | 'fresh' | 'expired';
}

/** Whose page a token opens: that of a link in an issue, or of one that was mailed by itself. */
export function holderFinder(
  database: Database,
  keys: TokenKeys,
): (token: string) => Promise<Followed<Holder>> {
  const find = personFinder(database);
  return async (token) => {
    if (!isLinkToken(token))
      return followLink(find, token, keys, ({ id }) => ({ kind: 'holder', subscriber: id, link: 'issue' }));
    const found = await withinTime(findLink(database, 'fresh-link', hashLinkToken(token)), timeoutMs);
    if (!found) return { kind: 'invalid' };
    const { subscriber, isExpired } = found;
    return { kind: 'holder', subscriber, link: isExpired ? 'expired' : 'fresh' };
  };
}
