import type { TokenHolder } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import { groupCommit } from '../../database/group-commit-sql.ts';
import { prepare } from '../../database/prepared-sql.ts';
import { leftBy } from './consent-sql.ts';

/** Whom a token names, and as they stand. */
export interface NamedPerson {
  readonly id: number;
  readonly address: string;
  /** By the last thing that we know about their consent. */
  readonly hasLeft: boolean;
}

export type Subscribed = Exclude<TokenHolder, { kind: 'nobody' }>;

/** Null where a token names nobody of this database. */
export type FindPerson = (holder: Subscribed) => Promise<NamedPerson | null>;

interface PersonRow {
  id: number;
  address: string;
  address_key: string;
  has_left: boolean;
  named: string;
}

/**
 * Finds whom tokens name, many at once in one statement. To be kept by a process for as long as it answers links.
 *
 * A serial number names whoever had it at 0005-signed-names, and whoever was mailed by a worker from before it since:
 * the same number of another database may be anybody's.
 */
export function personFinder(database: Database): FindPerson {
  const find = prepare<PersonRow>(database, findStatement);
  const findKept = prepare<PersonRow>(database, keptStatement);

  /** Whoever took them over, where two spellings of one address had been two people; see 0006-composed-addresses. */
  async function kept(row: PersonRow): Promise<NamedPerson> {
    const composed = row.address_key.normalize('NFC');
    const [person = row] = composed === row.address_key ? [] : await findKept([composed]);
    return { id: person.id, address: person.address, hasLeft: person.has_left };
  }

  return groupCommit<Subscribed, NamedPerson | null>({
    keyOf: nameOf,
    isShared: true,
    ...patience,
    run: async (batch) => {
      const names = batch.flatMap((holder) => (holder.kind === 'subscriber' ? [holder.name] : []));
      const serials = batch.flatMap((holder) => (holder.kind === 'serial' ? [holder.id] : []));
      const rows = new Map((await find([names, serials])).map((row) => [row.named, row]));
      return Promise.all(
        batch.map((holder) => {
          const row = rows.get(nameOf(holder));
          return row ? kept(row) : null;
        }),
      );
    },
  });
}

/** How many of one process may wait at each of its statements, and how long the first waits for others. */
export const patience = { maxWaiting: 1_000, gatherMs: 10 };

function nameOf(holder: Subscribed): string {
  return holder.kind === 'subscriber' ? holder.name : String(holder.id);
}

const person = `p.id, p.address, p.address_key, ${leftBy('p.id')} as has_left`;

const findStatement = `
  select ${person}, p.public_id::text as named from subscriber p where p.public_id = any ($1::uuid[])
  union all
  select ${person}, p.id::text as named from subscriber p where p.id = any ($2::bigint[]) and (
    p.id <= (select last_serial_subscriber from database_identity)
    or exists (
      select from send s join delivery d on d.send_id = s.id and d.subscriber_id = p.id
      where d.attempt > 0 and d.signing_key is null
    )
  )`;

const keptStatement = `select ${person}, p.id::text as named from subscriber p where p.address_key = $1`;
