import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { columnTypes } from '../column-types-sql.ts';
import { DatabaseError } from '../database-error.ts';
import { endPool } from '../end-pool-sql.ts';
import { guardPool } from '../guard-pool.ts';
import { searchPath } from '../search-path.ts';
import { DurableFiles, durableStartParams, syncTree } from './durable-file.ts';
import { EmbeddedSession } from './embedded-session.ts';
import { EmbeddedSocket } from './embedded-socket.ts';
import { keepUp } from './embedded-upkeep-sql.ts';
import { layEmptyDatabase } from './empty-database-file.ts';

/** A pool over PGlite, and the way to close both. */
export interface EmbeddedPool {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** Connections are objects in memory; only one works at a time, and each that listens keeps one for itself. */
const maxConnections = 100;

/**
 * A quarter of what initdb writes into the configuration. Every start fills them once, which is half of its time, and
 * the system keeps the pages of the files as well.
 */
const sharedBuffers = '32MB';

/**
 * How much of the engine's code runs before V8 compiles it again, optimised: ten times what is usual. A short command
 * ends before that pays, and compiling was a fifth of its processor time; a send comes to it within seconds.
 */
const tieringBudget = 18_000_000;

/**
 * Opens PGlite in the directory, creating the database where there is none, behind a pg.Pool: the clients are pg's
 * own, over sockets that never leave the process, so values and errors are those of a server. Whoever calls holds the
 * directory's lock.
 * @throws DatabaseError when the files cannot be opened
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
      await endPool(pool);
      await engine.close();
    },
  };
}

// A new database comes into the directory file by file. One that was killed half way left nothing that anybody wrote, only
// something that looks like a database and is none: the mark tells it from a real one.
async function openEngine(directory: string): Promise<PGlite> {
  const mark = `${directory}.creating`;
  if (existsSync(mark)) rmSync(directory, { recursive: true, force: true });
  if (!existsSync(directory)) writeFileSync(mark, '');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const engine = await startEngine(directory, existsSync(mark));
  if (existsSync(mark)) {
    syncTree(directory);
    rmSync(mark);
  }
  return engine;
}

async function startEngine(directory: string, isNew: boolean): Promise<PGlite> {
  const startParams = [
    ...durableStartParams(PGlite.defaultStartParams),
    ...['-c', `search_path=${searchPath}`],
    ...['-c', `shared_buffers=${sharedBuffers}`],
  ];
  setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`);
  try {
    if (isNew) layEmptyDatabase(directory);
    return await PGlite.create({ fs: new DurableFiles(directory), startParams });
  } catch (cause) {
    throw new DatabaseError(
      [
        `The database in ${resolve(directory)} cannot be opened (${(cause as Error).message}). The disk may be full, or ` +
          'its files damaged, or written by another version of Pennypost. Use that version, or a copy of the directory; ' +
          'or move it away to begin with an empty one, which does not know who was mailed or who unsubscribed.',
      ],
      { cause },
    );
  }
}

async function execute(engine: PGlite, message: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // The bytes are a view of the engine's memory, which it writes to again at once.
  const onRawData = (bytes: Uint8Array) => void chunks.push(Buffer.from(bytes));
  await engine.execProtocolRawStream(message, { syncToFs: false, onRawData });
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
