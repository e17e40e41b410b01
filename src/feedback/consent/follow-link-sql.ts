import type { Keyring } from '../../audience/keys.ts';
import { readUnsubscribeToken } from '../../audience/unsubscribe-token.ts';
import { withinTime } from '../../database/within-time-sql.ts';
import type { Followed } from './unsubscribe-link.ts';

/** No database takes as long as this for one person. Whoever asked is told to come again: it is the same, done once or twice. */
const timeoutMs = 10_000;

/**
 * Does something about the subscriber whom a token names. The token is judged before the database is asked, so that
 * how long an answer takes says nothing about who is on the list.
 *
 * The unsubscribe link and the preferences link carry the same token. A key of its own would keep nobody from the
 * preferences: both links stand side by side in the same email, and the page that says "you are unsubscribed" leads to
 * the preferences, so whoever holds one token would be given the other.
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
