import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { columnTypes } from './column-types-sql.ts';
import { DurableFiles, durableStartParams, syncTree } from './durable-file.ts';
import { EmbeddedSession, type SessionClient } from './embedded-session.ts';
import { keepUp } from './embedded-upkeep-sql.ts';
import { guardPool } from './guard-pool.ts';
import { searchPath } from './search-path.ts';
import { terminate, welcome } from './wire-frames.ts';

/** A pool over PGlite, and the way to close both. */
export interface EmbeddedPool {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** Connections are objects in memory; only one works at a time, and each that listens keeps one for itself. */
const maxConnections = 100;

/**
 * Opens PGlite in the directory, creating the database where there is none, behind a pg.Pool: the clients are pg's
 * own, over sockets that never leave the process, so values and errors are those of a server. Whoever calls holds the
 * directory's lock.
 */
export async function openEmbedded(directory: string): Promise<EmbeddedPool> {
  const engine = await openEngine(directory);
  const session = new EmbeddedSession(
    (message) => execute(engine, message),
    () => new Promise(setImmediate),
  );
  const pool = guardPool(
    new pg.Pool({
      stream: () => new EmbeddedSocket(session),
      max: maxConnections,
      idleTimeoutMillis: 0,
      // Said outright, or pg would take it from the environment of the process and ask this socket for TLS.
      ssl: false,
      types: columnTypes,
    }),
  );
  const closing = new AbortController();
  keepUp(pool, closing.signal);
  return {
    pool,
    close: async () => {
      closing.abort();
      await pool.end();
      await engine.close();
    },
  };
}

// PGlite copies a finished initdb into the directory file by file. One that was killed half way left nothing that
// anybody wrote, only something that looks like a database and is none: the mark tells it from a real one.
async function openEngine(directory: string): Promise<PGlite> {
  const mark = `${directory}.creating`;
  if (existsSync(mark)) rmSync(directory, { recursive: true, force: true });
  if (!existsSync(directory)) writeFileSync(mark, '');
  mkdirSync(directory, { recursive: true });
  const engine = await PGlite.create({
    fs: new DurableFiles(directory),
    startParams: [...durableStartParams(PGlite.defaultStartParams), '-c', `search_path=${searchPath}`],
  });
  if (existsSync(mark)) {
    syncTree(directory);
    rmSync(mark);
  }
  return engine;
}

async function execute(engine: PGlite, message: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // The bytes are a view of the engine's memory, which it writes to again at once.
  const onRawData = (bytes: Uint8Array) => void chunks.push(Buffer.from(bytes));
  await engine.execProtocolRawStream(message, { syncToFs: false, onRawData });
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}

/** The socket that a pg.Client believes to lead to a server. Its writes are whole messages. */
class EmbeddedSocket extends Duplex implements SessionClient {
  readonly #session: EmbeddedSession;
  #isWelcome = false;

  constructor(session: EmbeddedSession) {
    super();
    this.#session = session;
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  // What pg and BullMQ ask of a socket, and what is no question where there is no network.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  notify(frame: Buffer): void {
    if (!this.destroyed) this.push(frame);
  }

  fail(error: unknown): void {
    this.destroy(error instanceof Error ? error : new Error('PGlite broke.', { cause: error }));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send([chunk], done);
  }

  // pg corks its messages, so that a query and its parameters come together and are answered in one go.
  override _writev(writes: { chunk: Buffer }[], done: () => void): void {
    this.#send(
      writes.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#session.leave(this);
    done(error);
  }

  #send(chunks: Buffer[], done: () => void): void {
    if (!this.#isWelcome) {
      this.#isWelcome = true;
      done();
      this.push(welcome);
      return;
    }
    // Terminate would end the engine, which is everybody's.
    const messages = chunks.filter((chunk) => chunk[0] !== terminate);
    if (messages.length === 0) {
      done();
      return;
    }
    this.#session.send(this, Buffer.concat(messages), (reply) => {
      done();
      if (!this.destroyed) this.push(reply);
    });
  }
}
