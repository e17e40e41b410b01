import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseError } from '../database-error.ts';

/** Unix socket addresses hold 104 bytes on macOS and 108 on Linux, the closing zero included. */
const maxPathBytes = 103;
/** As long as the names of the sockets become. */
const nameBytes = 40;

/** Where clients of PostgreSQL look for the socket of a server, in its folder, by its usual port. */
export const postgresSocket = '.s.PGSQL.5432';

/** Magic numbers of file systems that several machines share, where a socket says nothing of who else is there: statfs(2). */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x73757245, 'Coda'],
]);

/** The folder of the sockets, for its owner alone, by its own name and by one that a socket's address can hold. */
export interface LockFolder {
  readonly directory: string;
  readonly path: string;
  readonly short: string;
  /** Takes away what was made for the short name. */
  release(): void;
}

const nameOf = (directory: string) => join(resolve(directory), '.lock');

/**
 * When the database of a directory was last taken or given up (ms): it has not changed since. Null while a process has it,
 * for itself and others, who may change it at any time.
 */
export function restingSince(directory: string): number | null {
  const path = nameOf(directory);
  return existsSync(join(path, postgresSocket))
    ? null
    : (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

/** @throws DatabaseError that says why the directory cannot be locked */
export function openLockFolder(directory: string): LockFolder {
  const path = nameOf(directory);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (cause) {
    throw unusableFolder(path, cause);
  }
  refuseNetwork(path);
  if (Buffer.byteLength(path) + nameBytes <= maxPathBytes)
    return { directory, path, short: path, release: () => {} };
  const shortcut = mkdtempSync(join(tmpdir(), 'pp-'));
  symlinkSync(path, join(shortcut, 'l'));
  const release = () => rmSync(shortcut, { recursive: true, force: true });
  return { directory, path, short: join(shortcut, 'l'), release };
}

export function unusableFolder(path: string, cause: unknown): DatabaseError {
  const { code } = cause as NodeJS.ErrnoException;
  return new DatabaseError(
    [
      `${path} cannot hold the socket of the database (${code}). It has to be writable and on a disk of this machine; ` +
        `or ${useServer}`,
    ],
    { cause },
  );
}

function refuseNetwork(path: string): void {
  if (process.platform !== 'linux') return;
  const name = networkFileSystems.get(statfsSync(path).type);
  if (name === undefined) return;
  throw new DatabaseError([
    `${path} is on ${name}, which several machines may share, and a database in files has to be on a disk of this ` +
      `machine alone: move the folder (or name another by --data), or ${useServer}`,
  ]);
}

const useServer = 'set DATABASE_URL (and REDIS_URL) to servers, which any number of machines share.';
