import type { Database, PoolClient } from './database.ts';

/** A statement that each connection parses and plans once, however often it runs. */
export type Prepared<Row> = (values: readonly unknown[]) => Promise<Row[]>;

/** A server that has fallen silent would hold up everything that waits for the same kind of statement. */
const timeoutMs = 60_000;

const clientNumbers = new WeakMap<PoolClient, number>();
let clients = 0;
let statements = 0;

/**
 * Prepares a statement for running it often: for a large one planning costs more than the work. Its name is one of
 * the connection's own, since the clients of an embedded database share one session and with it the names.
 *
 * @param text with $1, $2…
 */
export function prepare<Row>(database: Database, text: string): Prepared<Row> {
  statements += 1;
  const number = statements;
  return async (values) => {
    const client = await database.pool.connect();
    let isDone = false;
    try {
      const name = `pennypost_${number}_${numberOf(client)}`;
      const { rows } = await client.query<Row>({ name, text, values, query_timeout: timeoutMs });
      isDone = true;
      return rows;
    } finally {
      // As the pool itself does: a connection on which something failed is not used again.
      client.release(!isDone);
    }
  };
}

function numberOf(client: PoolClient): number {
  const number = clientNumbers.get(client) ?? ++clients;
  clientNumbers.set(client, number);
  return number;
}
