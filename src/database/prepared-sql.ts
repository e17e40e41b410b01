import type { Database } from './database.ts';

/** A statement that each connection parses and plans once, however often it runs. */
export type Prepared<Row> = (values: readonly unknown[]) => Promise<Row[]>;

/** A server that has fallen silent would hold up everything that waits for the same kind of statement. */
const timeoutMs = 60_000;

let statements = 0;

/**
 * Prepares a statement for running it often: for a large one planning costs more than the work.
 *
 * @param text with $1, $2…
 */
export function prepare<Row>(database: Database, text: string): Prepared<Row> {
  statements += 1;
  const name = `pennypost_${statements}`;
  return async (values) => {
    const client = await database.pool.connect();
    let isDone = false;
    try {
      const { rows } = await client.query<Row>({ name, text, values, query_timeout: timeoutMs });
      isDone = true;
      return rows;
    } finally {
      // As the pool itself does: a connection on which something failed is not used again.
      client.release(!isDone);
    }
  };
}
