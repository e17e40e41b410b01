import { readUnsubscribeToken, type TokenKeys } from '../../audience/unsubscribe-token.ts';
import { withinTime } from '../../database/within-time-sql.ts';
import type { FindPerson, NamedPerson, Subscribed } from './find-person-sql.ts';
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
  find: FindPerson,
  token: string,
  keys: TokenKeys,
  act: (person: NamedPerson) => Promise<Reader> | Reader,
): Promise<Followed<Reader>> {
  const signed = readUnsubscribeToken(token, keys);
  if (signed.kind === 'unknown key') return { kind: 'unknown', isKeyKnown: false };
  if (signed.kind !== 'ours') return { kind: 'invalid' };
  const holder = signed.name;
  if (holder.kind === 'nobody') return { kind: 'test' };
  return withinTime(actFor(find, holder, act), timeoutMs);
}

async function actFor<Reader>(
  find: FindPerson,
  holder: Subscribed,
  act: (person: NamedPerson) => Promise<Reader> | Reader,
): Promise<Followed<Reader>> {
  const person = await find(holder);
  return person === null ? { kind: 'unknown', isKeyKnown: true } : act(person);
}
