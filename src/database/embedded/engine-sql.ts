import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from '../database-error.ts';
import { searchPath } from '../search-path.ts';
import { joinBytes } from '../wire/frame.ts';
import { DurableFiles, durableStartParams, syncTree } from './durable-file.ts';
import { layEmptyDatabase } from './empty-database-file.ts';
import { creatingMark, finishReplacing } from './replace-database-file.ts';

/** PGlite, asked in the protocol of PostgreSQL. */
export interface Engine {
  /** Answers whole messages with all their frames. Rejects where the engine broke and cannot be asked again. */
  execute(message: Buffer): Promise<Buffer>;
  /** Writes a checkpoint, so that who opens it next has nothing to repeat. */
  close(): Promise<void>;
}

/** The major version of PostgreSQL that PGlite is. */
const engineMajor = '18';

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
 * Opens PGlite in the directory, creating the database where there is none. Whoever calls holds the directory's lock.
 *
 * A new database comes into the directory file by file. One that was killed half way left nothing that anybody wrote, only
 * something that looks like a database and is none: a mark tells it from a real one.
 *
 * @throws DatabaseError when the files cannot be opened
 */
export async function openEngine(directory: string): Promise<Engine> {
  finishReplacing(directory);
  const mark = creatingMark(directory);
  if (existsSync(mark)) rmSync(directory, { recursive: true, force: true });
  if (!existsSync(directory)) writeFileSync(mark, '');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  refuseOtherEngine(directory);
  const engine = await startEngine(directory, existsSync(mark));
  if (existsSync(mark)) {
    syncTree(directory);
    rmSync(mark);
  }
  return { execute: (message) => execute(engine, message), close: () => engine.close() };
}

/** The files of one major version of PostgreSQL are no other's. */
function refuseOtherEngine(directory: string): void {
  const file = join(directory, 'PG_VERSION');
  const theirs = existsSync(file) ? readFileSync(file, 'utf8').trim() : engineMajor;
  if (theirs === engineMajor) return;
  throw new DatabaseError([
    `The database in ${resolve(directory)} was written by PostgreSQL ${theirs}, and the engine of this Pennypost is ` +
      `PostgreSQL ${engineMajor}. Make a backup with the Pennypost that wrote it (\`pennypost database backup\`), move the ` +
      'folder away, and restore the backup with this one (`pennypost database restore`).',
  ]);
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
    return await PGlite.create({ fs: new DurableFiles(realpathSync(directory)), startParams });
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
  return joinBytes(chunks);
}
