import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DatabaseError } from '../database-error.ts';
import { type ArchiveHead, type ArchiveLine, writeArchiveLine } from './archive-format.ts';
import type { RowSource } from './fill-sql.ts';
import { startTally, type Tally } from './tally.ts';

export interface WriteOptions {
  /** Whether a file of that name may be replaced. */
  readonly mayReplace: boolean;
  readonly onRows?: (rows: number) => void;
}

/** What is in a backup. */
export interface WrittenArchive {
  readonly rows: number;
  readonly bytes: number;
}

/** The level of gzip at which writing is as quick as reading the rows. */
const compression = 4;

/**
 * Writes a backup beside its name, for its owner alone, and gives it the name once it is whole and on the disk. Whatever
 * fails leaves nothing, and what was there before.
 * @throws DatabaseError where there is a file of that name, and it may not be replaced
 */
export async function writeArchive(
  file: string,
  head: ArchiveHead,
  source: RowSource,
  { mayReplace, onRows }: WriteOptions,
): Promise<WrittenArchive> {
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.partial`);
  let rows = 0;
  const count = (more: number) => {
    rows += more;
    onRows?.(rows);
  };
  const written = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await pipeline(Readable.from(chunksOf(head, source, count)), createGzip({ level: compression }), written);
    await name(draft, file, mayReplace);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(file));
  return { rows, bytes: written.bytesWritten };
}

/** A page at a time. */
async function* chunksOf(
  head: ArchiveHead,
  source: RowSource,
  count: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const sha256 = createHash('sha256');
  const chunk = (lines: readonly ArchiveLine[]) => {
    const bytes = Buffer.from(lines.map((line) => `${writeArchiveLine(line)}\n`).join(''));
    sha256.update(bytes);
    return bytes;
  };
  const tables: Record<string, Tally> = {};
  yield chunk([{ kind: 'head', head }]);
  for await (const { name: table, columns, pages } of source.tables()) {
    const tally = startTally();
    yield chunk([{ kind: 'table', name: table, columns }]);
    for await (const lines of pages) {
      for (const line of lines) tally.add(line);
      yield chunk(lines.map((row) => ({ kind: 'row', row })));
      count(lines.length);
    }
    tables[table] = tally.total();
    yield chunk([{ kind: 'end', table, tally: tally.total() }]);
  }
  yield chunk([{ kind: 'sequences', sequences: await source.sequences() }]);
  const whole = { tables, sha256: sha256.digest('hex') };
  yield Buffer.from(`${writeArchiveLine({ kind: 'whole', whole })}\n`);
}

async function name(draft: string, file: string, mayReplace: boolean): Promise<void> {
  if (mayReplace) return rename(draft, file);
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? isThere(file) : error;
  });
}

/** That a backup is not written over what is there. */
export function isThere(file: string): DatabaseError {
  return new DatabaseError([
    `There is a file ${file} already, which is left as it is: name another, or give --overwrite.`,
  ]);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
