import type { Keyring } from '../audience/keys.ts';
import { readUnsubscribeToken } from '../audience/unsubscribe-token.ts';
import type { Followed } from './unsubscribe-link.ts';

/** No database takes as long as this for one person; whoever asked is told to come again. */
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
  return holder.kind === 'nobody' ? { kind: 'test' } : withinTime(act(holder.id));
}

/** Rejects late answers. What was asked may still come to pass: it is the same, done once or twice. */
async function withinTime<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(fail, timeoutMs, new Error(`The database did not answer within ${timeoutMs} ms.`));
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
