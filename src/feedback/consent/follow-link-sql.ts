import { sql } from 'kysely';
import { readUnsubscribeToken, type TokenHolder, type TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
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
  database: Database,
  token: string,
  keys: TokenKeys,
  act: (subscriberId: number) => Promise<Reader>,
): Promise<Followed<Reader>> {
  const signed = readUnsubscribeToken(token, keys);
  if (signed.kind === 'unknown key') return { kind: 'unknown', isKeyKnown: false };
  if (signed.kind !== 'ours') return { kind: 'invalid' };
  const holder = signed.name;
  if (holder.kind === 'nobody') return { kind: 'test' };
  return withinTime(actFor(database, holder, act), timeoutMs);
}

type Subscribed = Exclude<TokenHolder, { kind: 'nobody' }>;

async function actFor<Reader>(
  database: Database,
  holder: Subscribed,
  act: (subscriberId: number) => Promise<Reader>,
): Promise<Followed<Reader>> {
  const id = await findNamed(database, holder);
  return id === null ? { kind: 'unknown', isKeyKnown: true } : act(await keptPerson(database, id));
}

/**
 * The subscriber whom a token names, or null. A serial number names whoever had it at 0005-signed-names, and whoever
 * was mailed by a worker from before it since: the same number of another database may be anybody's.
 */
async function findNamed({ tables }: Database, holder: Subscribed): Promise<number | null> {
  const { rows } =
    holder.kind === 'subscriber'
      ? await sql<{ id: number }>`select id from subscriber where public_id = ${holder.name}`.execute(tables)
      : await sql<{ id: number }>`
          select p.id from subscriber p where p.id = ${holder.id} and (
            p.id <= (select last_serial_subscriber from database_identity)
            or exists (
              select from send s join delivery d on d.send_id = s.id and d.subscriber_id = p.id
              where d.attempt > 0 and d.signing_key is null
            )
          )`.execute(tables);
  return rows[0]?.id ?? null;
}

/** Whoever took them over, where two spellings of one address had been two people; see 0006-composed-addresses. */
async function keptPerson({ tables }: Database, id: number): Promise<number> {
  const people = tables.selectFrom('subscriber');
  const person = await people.select('address_key').where('id', '=', id).executeTakeFirst();
  const composed = person?.address_key.normalize('NFC');
  if (composed === undefined || composed === person?.address_key) return id;
  const kept = await people.select('id').where('address_key', '=', composed).executeTakeFirst();
  return kept?.id ?? id;
}
