import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/**
 * What the build keeps of a database that nothing was written into: one line of JSON, then the bytes of the files, one
 * behind the other, all of it in gzip.
 */
export interface EmptyDatabase {
  /** The engine that made it; another may lay its files out in another way. */
  readonly engine: string;
  readonly folders: readonly string[];
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Three folders above this one, in the sources as when built. */
export const emptyDatabaseFile = resolve(
  dirname(fileURLToPath(import.meta.url)),
  '../../../dist/empty-database/files.gz',
);

/**
 * Lays a new database into an empty directory: what initdb would make there, which takes the engine ten times as long.
 * Writes nothing where the build has none that this engine made. Nothing is forced to the disk.
 */
export function layEmptyDatabase(directory: string, file = emptyDatabaseFile): void {
  const kept = readEmptyDatabase(file);
  if (kept === null || kept.head.engine !== engineVersion()) return;
  const { head, bytes } = kept;
  for (const folder of head.folders) mkdirSync(join(directory, folder), { mode: 0o700 });
  let at = 0;
  for (const { path, size } of head.files) {
    writeFileSync(join(directory, path), bytes.subarray(at, at + size), { mode: 0o600 });
    at += size;
  }
}

/** What the build keeps; null where it keeps nothing that can be read. */
export function readEmptyDatabase(
  file = emptyDatabaseFile,
): { readonly head: EmptyDatabase; readonly bytes: Buffer } | null {
  try {
    const all = gunzipSync(readFileSync(file));
    const end = all.indexOf('\n');
    return { head: JSON.parse(all.toString('utf8', 0, end)), bytes: all.subarray(end + 1) };
  } catch {
    return null;
  }
}

/** The version of PGlite that is installed. */
export function engineVersion(): string {
  const engine = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return JSON.parse(readFileSync(join(dirname(engine), '../package.json'), 'utf8')).version;
}
