import type { Config } from '../../config.ts';
import type { Database } from '../../database/database.ts';
import { readDatabaseId } from '../../database/database-id-sql.ts';
import { restingSince } from '../../database/embedded/lock-folder-file.ts';
import { isEmbedded, openDatabase } from '../../database/open/open-database-sql.ts';
import type { RenderedIssue } from '../../email/rendered-issue.ts';
import { isFailure } from '../../failure.ts';
import { findRecipient } from '../../ledger/accounts/find-recipient-sql.ts';
import type { DeliveryId } from '../../ledger/delivery.ts';
import type { DeliveryNames } from '../../ledger/delivery-names.ts';

/** The delivery that a reader's mail belongs to, or why there is none. */
export type KnownDelivery =
  | {
      readonly kind: 'delivery';
      readonly id: DeliveryId;
      readonly names: DeliveryNames;
      /** The database whose keys sign the names. */
      readonly databaseId: string;
      readonly isRehearsal: boolean;
    }
  | { readonly kind: 'test'; readonly why: string };

export type FindDelivery = (
  config: Config,
  rendered: RenderedIssue,
  addressKey: string,
) => Promise<KnownDelivery>;

interface KnownSend {
  readonly send: number;
  readonly digest: string;
  readonly isRehearsal: boolean;
}

/** What was learnt of a database, and when: it counts as long as nobody can have changed the database since. */
interface Knowledge {
  readonly stamp: number;
  readonly sends: readonly KnownSend[] | { readonly why: string };
  readonly deliveries: Map<string, KnownDelivery>;
}

const nothingSent = 'nothing was sent from here yet';
const answerMs = 3_000;

/**
 * Asks the database for the delivery of a rendered issue to an address. An embedded database takes long to open where
 * nobody has it, and longer than a preview should keep it from who stays: it is opened for the moment of asking, only where
 * it exists, and not again before another process has had it.
 */
export function deliveryFinder(now: () => number): FindDelivery {
  let knowledge: Knowledge | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const find: FindDelivery = async (config, rendered, addressKey) => {
    const stamp = stampOf(config, now());
    if (stamp === null) return { kind: 'test', why: nothingSent };
    if (knowledge?.stamp !== stamp)
      knowledge = await learn(config, rendered.issueKey, () => stampOf(config, now()) ?? 0);
    const { sends, deliveries } = knowledge;
    if ('why' in sends) return { kind: 'test', why: sends.why };
    const known = sends.find(({ digest }) => digest === rendered.digest);
    if (!known) return { kind: 'test', why: 'no send of exactly this version exists yet' };
    const key = `${known.send} ${addressKey}`;
    const delivery =
      deliveries.get(key) ?? (await ask(config, (database) => findIn(database, known, addressKey)));
    deliveries.set(key, delivery);
    knowledge = { ...knowledge, stamp: stampOf(config, now()) ?? 0 };
    return delivery;
  };
  return (...asked) => {
    const found = last.then(() => find(...asked));
    last = found.catch(() => undefined);
    return found;
  };
}

/**
 * Changes every few seconds while others may change the database, and not at all while nobody has an embedded one. Null:
 * none exists.
 */
function stampOf({ databaseUrl, dataDirectory }: Config, now: number): number | null {
  if (databaseUrl === null && !isEmbedded(dataDirectory)) return null;
  const resting = databaseUrl === null ? restingSince(dataDirectory) : null;
  return resting ?? Math.floor(now / answerMs);
}

async function learn(config: Config, issueKey: string, stamp: () => number): Promise<Knowledge> {
  try {
    const sends = await ask(config, (database) => sendsOf(database, issueKey));
    return { stamp: stamp(), sends, deliveries: new Map() };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return {
      stamp: stamp(),
      sends: { why: `the database cannot be asked now. ${error.message}` },
      deliveries: new Map(),
    };
  }
}

async function ask<Answer>(
  config: Config,
  question: (database: Database) => Promise<Answer>,
): Promise<Answer> {
  const { databaseUrl: url, dataDirectory: directory } = config;
  const database = await openDatabase({ url, directory, command: 'pennypost preview', poolSize: 2 });
  try {
    return await question(database);
  } finally {
    await database.close();
  }
}

/** Real sends before rehearsals, the newest first. */
async function sendsOf({ tables }: Database, issueKey: string): Promise<KnownSend[]> {
  const rows = await tables
    .selectFrom('send')
    .select(['id', 'digest', 'rehearsal'])
    .where('issue_key', '=', issueKey)
    .orderBy('rehearsal')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ id, digest, rehearsal }) => ({ send: id, digest, isRehearsal: rehearsal }));
}

async function findIn(
  { tables }: Database,
  { send, isRehearsal }: KnownSend,
  addressKey: string,
): Promise<KnownDelivery> {
  const found = await findRecipient(tables, send, addressKey);
  if (found === null) return { kind: 'test', why: `this reader is not among those of send ${send}` };
  const { subscriber, names } = found;
  const databaseId = await readDatabaseId(tables);
  return { kind: 'delivery', id: { send, subscriber }, names, databaseId, isRehearsal };
}
