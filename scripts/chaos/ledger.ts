/** The ledger as the harness reads it: by SQL of its own, on whatever database the run has. */
import pg from 'pg';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';

/** `url` of a server, or null and the `directory` of the data, the embedded database among it. */
export interface DatabasePlace {
  readonly url: string | null;
  readonly directory: string;
}

/** A row of the ledger: where one recipient stands. */
export interface DeliveryRow {
  readonly address: string;
  readonly state: string;
  readonly attempt: number;
  readonly fence: number;
  readonly code: number | null;
  readonly detail: string | null;
}

/** Runs statements; an embedded database is shared with whoever has it. The rows are what the statement says they are. */
export async function query<Row>({ url, directory }: DatabasePlace, text: string): Promise<Row[]> {
  if (url === null) return queryEmbedded<Row>(directory, text);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function queryEmbedded<Row>(directory: string, text: string): Promise<Row[]> {
  const database = await openDatabase({ url: null, directory, command: 'chaos', mustExist: true });
  try {
    return (await database.pool.query(text)).rows as Row[];
  } finally {
    await database.close();
  }
}

/**
 * Brings forward what is deferred: the schedule waits five minutes, and a domain that said 421 an hour and a half, for
 * what a run shows in seconds. Workers know of such domains by themselves, too, so they must be begun again.
 */
export async function bringForward(place: DatabasePlace): Promise<void> {
  await query(place, `update pennypost.delivery set next_attempt_at = now() where state = 'deferred'`);
  await query(place, 'delete from pennypost.domain_penalty');
}

/** Where every recipient of a send stands. */
export function readDeliveries(place: DatabasePlace, send: number): Promise<DeliveryRow[]> {
  return query<DeliveryRow>(
    place,
    `select p.address, d.state, d.attempt, d.fence, d.reply_code as code, d.detail
     from pennypost.delivery d join pennypost.subscriber p on p.id = d.subscriber_id where d.send_id = ${send}`,
  );
}
