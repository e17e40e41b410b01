/** The ledger as the harness reads it: by SQL of its own, on whatever database the run has. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/**
 * Runs statements. An embedded database is opened for each, so nothing else may have it open then.
 *
 * @param place `{ url }` of a server, or the `{ directory }` of an embedded database
 */
export async function query({ url, directory }, text) {
  if (url === null) return queryEmbedded(directory, text);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function queryEmbedded(directory, text) {
  const engine = await PGlite.create(directory);
  try {
    return (await engine.query(text)).rows;
  } finally {
    await engine.close();
  }
}

/**
 * Brings forward what is deferred: the schedule waits five minutes, and a domain that said 421 an hour and a half, for
 * what a run shows in seconds. Workers know of such domains by themselves, too, so they must be begun again.
 */
export async function bringForward(place) {
  await query(place, `update pennypost.delivery set next_attempt_at = now() where state = 'deferred'`);
  await query(place, 'delete from pennypost.domain_penalty');
}

/** Where every recipient of a send stands. */
export function readDeliveries(place, send) {
  return query(
    place,
    `select p.address, d.state, d.attempt, d.fence, d.reply_code as code, d.detail
     from pennypost.delivery d join pennypost.subscriber p on p.id = d.subscriber_id where d.send_id = ${Number(send)}`,
  );
}
