import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type EngineOptions = Parameters<NodeFS['init']>[1];
type EngineModule = Parameters<NonNullable<EngineOptions['preRun']>[number]>[0];

/** A file that the engine has open, as Emscripten keeps it; a directory has no descriptor of Node. */
interface OpenFile {
  readonly nfd?: number;
  readonly node: unknown;
}

interface NodeFiles {
  readonly stream_ops: { fsync?: (file: OpenFile) => number };
  realPath(node: unknown): string;
}

/** EIO by the numbers of WASI, which Emscripten uses. Told so, PostgreSQL stops rather than lose what it committed. */
const ioError = 29;

/**
 * The files of a data directory, with the one thing that PGlite leaves out: fsync. Without it what is committed
 * survives the death of the process, which the operating system outlives, but not a power cut: that may take back
 * commits and, since pages and log reach the disk in any order, leave a database that nobody can open.
 */
export class DurableFiles extends NodeFS {
  override async init(engine: PGlite, options: EngineOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(engine, options);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } };
  }
}

/** Makes the engine use it: out goes `-F`, and of the ways to force the log out the one that calls fsync comes in. */
export function durableStartParams(startParams: readonly string[]): string[] {
  return [...startParams.filter((param) => param !== '-F'), '-c', 'wal_sync_method=fsync'];
}

function addFsync({ NODEFS, FS }: EngineModule): void {
  const files: typeof NODEFS & NodeFiles = NODEFS;
  files.stream_ops.fsync = ({ nfd, node }: OpenFile) => {
    try {
      if (nfd === undefined) syncPath(files.realPath(node));
      else fdatasyncSync(nfd);
      return 0;
    } catch {
      throw new FS.ErrnoError(ioError);
    }
  };
}

/** Forces a directory and everything below it to the disk. */
export function syncTree(directory: string): void {
  for (const name of readdirSync(directory, { recursive: true })) syncPath(join(directory, String(name)));
  syncPath(directory);
}

/** Forces a file, or what a directory lists, to the disk. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
