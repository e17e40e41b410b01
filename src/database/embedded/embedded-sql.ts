import { Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { columnTypes } from '../column-types-sql.ts';
import { DatabaseError } from '../database-error.ts';
import { endPool } from '../end-pool-sql.ts';
import { guardPool } from '../guard-pool.ts';
import { type JoinedFolder, joinFolder } from './join-folder-socket.ts';
import { openLockFolder, postgresSocket } from './lock-folder-file.ts';

/** Pools over the database of a data folder, and the way to close them. */
export interface EmbeddedPools {
  readonly pool: pg.Pool;
  /** Its commits do not wait for the disk: a power cut may take back the last of them, and nothing else. */
  readonly relaxed: pg.Pool;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly directory: string;
  /** What this process was started as. */
  readonly command: string;
  /** Whether it stays for long. */
  readonly isLasting: boolean;
  /** The newest migration that this program knows. */
  readonly knows: string;
  readonly report: (sentence: string) => void;
}

/** Each that listens keeps one for itself. */
const maxConnections = 100;
/** How long whoever asks is kept waiting for a holder that went away. */
const patienceMs = 10_000;
const retryMs = 50;

/**
 * Opens the database of a data folder for this process: it holds the engine, or is a client of the process that does.
 * Values and errors are those of a server, and so is what happens when the holder goes: connections are lost, and those
 * that follow lead to the next.
 *
 * @throws DatabaseError when it cannot be had
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPools> {
  const folder = openLockFolder(options.directory);
  const joined = await joinFolder({ ...options, folder });
  const open = (settings: string) => {
    const pool = new FolderPool(joined, {
      stream: () => new FolderSocket(join(folder.short, postgresSocket)),
      max: maxConnections,
      idleTimeoutMillis: 0,
      // Said outright, or pg would take it from the environment of the process and ask this socket for TLS.
      ssl: false,
      user: 'pennypost',
      database: 'pennypost',
      password: '',
      application_name: `"${options.command}" (process ${process.pid})`,
      options: settings,
      types: columnTypes,
    });
    return guardPool(pool);
  };
  const [pool, relaxed] = [open(''), open('-c synchronous_commit=off')];
  const close = async () => {
    await Promise.all([endPool(pool), endPool(relaxed)]);
    await joined.leave();
  };
  try {
    refuseOlderHolder(options, joined);
  } catch (error) {
    await close();
    throw error;
  }
  return { pool, relaxed, close };
}

/** Tables that the holder does not know it may not work on, and it would go on to. */
function refuseOlderHolder({ directory, knows }: EmbeddedOptions, { other }: JoinedFolder): void {
  if (other?.knows === undefined || other.knows >= knows) return;
  throw new DatabaseError([
    `The database in ${directory} is held by "${other.command}" (process ${other.pid}), a Pennypost older than this one, ` +
      `whose tables end with ${other.knows}: stop it, and start it again by this one.`,
  ]);
}

/** A socket that leads to the database of the folder, whatever pg believes where that is. */
class FolderSocket extends Socket {
  readonly #path: string;
  constructor(path: string) {
    super();
    this.#path = path;
  }
  override connect(): this {
    return super.connect({ path: this.#path });
  }
}

/** A pool that waits for the next holder when the last has gone. */
class FolderPool extends pg.Pool {
  readonly #joined: JoinedFolder;
  constructor(joined: JoinedFolder, config: pg.PoolConfig) {
    super(config);
    this.#joined = joined;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void;
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | undefined {
    const connected = this.#connectPatiently();
    if (callback === undefined) return connected;
    void connected.then(
      (client) => callback(undefined, client, (destroy) => client.release(destroy)),
      (error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  async #connectPatiently(): Promise<pg.PoolClient> {
    for (const until = Date.now() + patienceMs; ; ) {
      await this.#joined.served();
      try {
        return await super.connect();
      } catch (error) {
        if (this.ending || Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }
}
