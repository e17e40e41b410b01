import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient, QueryResult } from '../database/database.ts';

const retryEveryMs = 1_000;

type Query = readonly [text: string, values?: readonly unknown[]];

/**
 * The pool as BullMQ gets to see it, so that its workers sit out a server that restarts.
 *
 * BullMQ knows a lost connection by the code ECONNREFUSED alone, and waits before it tries again. Every other error it
 * takes for an answer and tries again at once, over and over; and a connection that fails while a worker starts is
 * never tried again, so that the worker never works, and spins. So here a lost connection always has that code, and whoever
 * asks for one is kept waiting.
 */
export class PatientPool extends EventEmitter {
  readonly #pool: Pick<Pool, 'query' | 'connect'>;
  readonly #onLoss: (error: unknown) => void;
  readonly #released = new AbortController();

  constructor(pool: Pick<Pool, 'query' | 'connect'>, onLoss: (error: unknown) => void) {
    super();
    this.#pool = pool;
    this.#onLoss = onLoss;
  }

  async query<Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>> {
    try {
      return await this.#pool.query<Row>(text, values);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      this.#onLoss(error);
      throw Object.assign(new Error('The connection to the database was lost.', { cause: error }), {
        code: 'ECONNREFUSED',
      });
    }
  }

  async connect(): Promise<PoolClient> {
    const client = await this.#patiently(() => this.#pool.connect());
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return (...query: Query) => this.#ask(target, query);
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** What is only read is read again on another connection: BullMQ would remember for ever that it could not read it. */
  async #ask(client: PoolClient, [text, values]: Query): Promise<QueryResult<unknown>> {
    try {
      return await client.query(text, values);
    } catch (error) {
      if (!isConnectionLost(error) || !/^\s*select\b/i.test(text)) throw error;
      this.#onLoss(error);
      return this.#patiently(() => this.#pool.query(text, values));
    }
  }

  async #patiently<Value>(ask: () => Promise<Value>): Promise<Value> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (this.#released.signal.aborted || !isConnectionLost(error)) throw error;
        this.#onLoss(error);
        await wait(retryEveryMs, undefined, this.#released).catch(() => {});
      }
    }
  }

  /** Nobody is kept waiting any more. */
  release(): void {
    this.#released.abort();
  }

  /** Closing the database is for whoever opened it. */
  async end(): Promise<void> {}
}

// What a server says has a severity and an SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
// Of these, class 08 is about connections, 28 and 3D refuse a new one, 53 is a server short of something, and 57P01 to
// 57P05 are one that stops, starts or ends a session.
function isConnectionLost(error: unknown): boolean {
  const { severity, code } = error as { severity?: unknown; code?: unknown };
  return severity === undefined || /^(08|28|3D|53|57P)/.test(`${code}`);
}
