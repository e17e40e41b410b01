import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { DeliveryState, SendState } from '../database/tables.ts';
import type { Account } from './delivery.ts';

/** Counts where every delivery of a send stands. */
export async function readAccount(database: Database, send: number): Promise<Account> {
  const rows = await database.tables
    .selectFrom('delivery')
    .select(['state', sql<number>`count(*)::int`.as('deliveries')])
    .where('send_id', '=', send)
    .groupBy('state')
    .execute();
  const count = (...states: DeliveryState[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, { deliveries }) => sum + deliveries, 0);
  return {
    audience: rows.reduce((sum, { deliveries }) => sum + deliveries, 0),
    pending: count('pending'),
    sending: count('sending', 'committing'),
    accepted: count('accepted'),
    deferred: count('deferred'),
    failed: count('failed'),
    skipped: count('skipped'),
    inDoubt: count('in_doubt'),
  };
}

export interface SendStatus {
  readonly send: number;
  readonly issueKey: string;
  readonly digest: string;
  readonly rehearsal: boolean;
  readonly state: SendState;
  readonly pauseReason: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly account: Account;
}

/** Every send of an issue, the newest first. */
export async function readSends(database: Database, issueKey: string): Promise<SendStatus[]> {
  const sends = await database.tables
    .selectFrom('send')
    .selectAll()
    .where('issue_key', '=', issueKey)
    .orderBy('id', 'desc')
    .execute();
  return Promise.all(
    sends.map(async (send) => ({
      send: send.id,
      issueKey: send.issue_key,
      digest: send.digest,
      rehearsal: send.rehearsal,
      state: send.state,
      pauseReason: send.pause_reason,
      createdAt: send.created_at,
      finishedAt: send.finished_at,
      account: await readAccount(database, send.id),
    })),
  );
}

export interface UnhappyDelivery {
  readonly address: string;
  readonly state: DeliveryState;
  readonly detail: string | null;
}

/** The deliveries that an editor may want to look at, with what the relay said: at most `limit`. */
export async function readUnhappyDeliveries(
  database: Database,
  send: number,
  limit: number,
): Promise<UnhappyDelivery[]> {
  return database.tables
    .selectFrom('delivery')
    .innerJoin('subscriber', 'subscriber.id', 'delivery.subscriber_id')
    .select(['subscriber.address', 'delivery.state', 'delivery.detail'])
    .where('send_id', '=', send)
    .where('state', 'in', ['failed', 'in_doubt', 'deferred'])
    .orderBy('state')
    .orderBy('subscriber_id')
    .limit(limit)
    .execute();
}
