import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../database/tables.ts';
import type { NoticeKind } from '../../email/notice-words.ts';
import { addressKey, type EmailAddress } from '../../mail/address.ts';
import { noticeKinds, unreachedReasons } from './notice-kinds.ts';

/** A notice that somebody wants sent. */
export interface NoticeRequest {
  readonly kind: NoticeKind;
  /** Somebody whom the database knows, or an address that may be on no list, as the editor's. */
  readonly to: { readonly subscriber: number } | { readonly address: EmailAddress };
  /** What is sent: its digest, and the rendering itself as JSON. */
  readonly digest: string;
  readonly content: string;
  /** What it says itself, as the email room stores it; null where its kind shares all its words. */
  readonly words: string | null;
  /** Names the notice and makes its link: 128 random bits as hex. */
  readonly nonce: string;
  /** sha256 of the token in its link, as hex; null where it has no link. */
  readonly linkHash: string | null;
  /** Who has it made: a network as clientNetwork says, or an address; null where that is not known, and only the other caps hold. */
  readonly network: string | null;
}

/** `capped`: there were enough of them today. `unreached`: they are sent no notice, or we do not know them. */
export type Asked = 'asked' | 'capped' | 'unreached';

/**
 * Puts a notice into the ledger, to be delivered by whichever worker is there first: when this resolves with `asked` it
 * is committed, whatever becomes of this process. The caps are counted from the rows, so a restart forgets none.
 */
export async function askNotice(database: Database, request: NoticeRequest): Promise<Asked> {
  return database.tables.transaction().execute((tables) => askNoticeIn(tables, request));
}

/** As {@link askNotice}, as a part of a transaction. */
export async function askNoticeIn(tables: Transaction<Tables>, request: NoticeRequest): Promise<Asked> {
  await lockNotices(tables);
  const { to } = request;
  const subscriber = 'subscriber' in to ? to.subscriber : await personAt(tables, to.address);
  const refusal = await refusalOf(tables, request, subscriber);
  if (refusal) return refusal;
  await insertNotice(tables, request, subscriber);
  return 'asked';
}

/** To the end of a transaction: notices are asked for one after the other, so that two at once are counted as two. */
export async function lockNotices(tables: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('notice'))`.execute(tables);
}

/** Whoever is mailed is a person of this database, if on no list: so a suppression of theirs holds for all that they are sent. */
async function personAt(tables: Transaction<Tables>, address: EmailAddress): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with made as (
      insert into subscriber (address, address_key) values (${address}, ${addressKey(address)})
      on conflict (address_key) do nothing returning id
    )
    select id from made union all select id from subscriber where address_key = ${addressKey(address)} limit 1`.execute(
    tables,
  );
  const [person] = rows;
  if (!person) throw new Error('The person whom a notice is for was taken away at this moment.');
  return person.id;
}

interface Counts {
  readonly isReached: boolean;
  readonly address: number;
  readonly network: number;
  readonly all: number;
}

async function refusalOf(
  tables: Transaction<Tables>,
  { kind, network }: NoticeRequest,
  subscriber: number,
): Promise<'capped' | 'unreached' | null> {
  const today = sql`from notice where kind = ${kind} and asked_at > clock_timestamp() - interval '1 day'`;
  const { rows } = await sql<Counts>`
    select not exists (
        select from suppression x where x.address_key = p.address_key and x.reason in (${sql.raw(unreachedReasons)})
      ) as "isReached",
      (select count(*)::int ${today} and subscriber_id = p.id) as address,
      (select count(*)::int ${today} and network = ${network}::text) as network,
      (select count(*)::int ${today}) as all
    from subscriber p where p.id = ${subscriber}`.execute(tables);
  const [counts] = rows;
  if (!counts?.isReached) return 'unreached';
  const { daily } = noticeKinds[kind];
  const isCapped = (['address', 'network', 'all'] as const).some((by) => counts[by] >= daily[by]);
  return isCapped ? 'capped' : null;
}

/** A send of its own for each, since a send has one delivery for each person. */
async function insertNotice(
  tables: Transaction<Tables>,
  { kind, digest, content, words, nonce, linkHash, network }: NoticeRequest,
  subscriber: number,
): Promise<void> {
  await tables
    .insertInto('rendered_issue')
    .values({ digest, issue_key: `notice ${kind}`, content })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
  const { id } = await tables
    .insertInto('send')
    .values({ issue_key: `notice ${nonce}`, digest, rehearsal: false, state: 'notice' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tables
    .insertInto('delivery')
    .values({ send_id: id, subscriber_id: subscriber, is_notice: true })
    .execute();
  await tables
    .insertInto('notice')
    .values({ send_id: id, subscriber_id: subscriber, kind, nonce, link_hash: linkHash, network, words })
    .execute();
}
