import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import {
  type EmptyDatabase,
  emptyDatabaseFile,
  engineVersion,
  readEmptyDatabase,
} from '../../src/database/embedded/empty-database-file.ts';
import type { Output } from './write-outputs.ts';

/**
 * An embedded database that nothing was written into, so that nobody waits for initdb. It is made anew only for another
 * engine: that takes some seconds.
 */
export async function packDatabase(): Promise<Output[]> {
  const engine = engineVersion();
  const isMade = readEmptyDatabase()?.head.engine === engine;
  return [
    { path: emptyDatabaseFile, contents: isMade ? readFileSync(emptyDatabaseFile) : await pack(engine) },
  ];
}

async function pack(engine: string): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'pennypost-empty-'));
  try {
    const database = await PGlite.create(directory);
    await database.close();
    return packFolder(engine, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As `layEmptyDatabase` reads it. */
export function packFolder(engine: string, directory: string): Buffer {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    return { path, isFolder: entry.isDirectory() };
  });
  const files = entries
    .filter(({ isFolder }) => !isFolder)
    .map(({ path }) => ({ path, bytes: readFileSync(join(directory, path)) }));
  const head: EmptyDatabase = {
    engine,
    // Those above come before those below.
    folders: entries
      .filter(({ isFolder }) => isFolder)
      .map(({ path }) => path)
      .sort(),
    files: files.map(({ path, bytes }) => ({ path, size: bytes.length })),
  };
  return gzipSync(
    Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...files.map(({ bytes }) => bytes)]),
  );
}
