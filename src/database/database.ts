import type { EventEmitter } from 'node:events';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface QueryResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number | null;
  readonly command: string;
}

export interface Queryable {
  // biome-ignore lint/suspicious/noExplicitAny: the shape of pg.Pool, which BullMQ and Kysely each read with row types of their own
  query<Row = any>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** A statement that a session keeps under a name, parsed and planned. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Rejects after so many ms without an answer, as pg calls it. */
  readonly query_timeout?: number;
}

/** One session taken from the pool; emits `notification` {channel, payload} after LISTEN, as pg.PoolClient does. */
export interface PoolClient extends Queryable, EventEmitter {
  query<Row>(statement: NamedStatement): Promise<QueryResult<Row>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  query<Row = any>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
  release(destroy?: boolean): void;
}

/** The part of pg.Pool that Kysely and BullMQ use; pg.Pool itself has this shape. */
export interface Pool extends Queryable, EventEmitter {
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
}

/**
 * The one database of the process: `embedded` is PGlite in the data folder, in a thread of this process or of another that
 * uses the folder as well; `server` is a PostgreSQL server. Any number of processes share either. Sessions see schema
 * `pennypost` first and `bullmq` second in their search path.
 */
export interface Database {
  readonly kind: 'embedded' | 'server';
  readonly tables: Kysely<Tables>;
  readonly pool: Pool;
  /** The same database, for what may be lost with the power: where a commit waits for a disk of ours, these do not. */
  readonly relaxed: Pool;
  close(): Promise<void>;
}
