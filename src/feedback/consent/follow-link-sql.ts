import type { Keyring } from '../../audience/keys.ts';
import { readUnsubscribeToken } from '../../audience/unsubscribe-token.ts';
import { withinTime } from '../../database/within-time-sql.ts';
import type { Followed } from './unsubscribe-link.ts';

/** No database takes as long as this for one person. Whoever asked is told to come again: it is the same, done once or twice. */
export const timeoutMs = 10_000;

/**
 * Does something about the subscriber whom a token names. The token is judged before the database is asked, so that
 * how long an answer takes says nothing about who is on the list.
 *
 * The unsubscribe link and the preferences link of an issue carry the same token. A key of its own would keep nobody from
 * the preferences: both links stand side by side in the same email, which anybody may have who was forwarded it. So the
 * token is good for leaving, and to have a fresh link mailed; see find-holder-sql.ts.
 */
export async function followLink<Reader>(
  token: string,
  keyring: Keyring,
  act: (subscriberId: number) => Promise<Reader>,
): Promise<Followed<Reader>> {
  const holder = readUnsubscribeToken(token, keyring);
  if (holder === null) return { kind: 'invalid' };
  return holder.kind === 'nobody' ? { kind: 'test' } : withinTime(act(holder.id), timeoutMs);
}
