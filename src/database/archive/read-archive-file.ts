import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DatabaseError } from '../database-error.ts';
import {
  type ArchiveEnd,
  type ArchiveHead,
  type ArchiveLine,
  archiveFormat,
  readArchiveLine,
} from './archive-format.ts';
import type { Sequences } from './catalogue-sql.ts';
import type { RowSource, TableRows } from './fill-sql.ts';
import type { Lines } from './rows-sql.ts';
import { isSameTally, type Tally } from './tally.ts';

/** A backup, from its beginning. */
export interface OpenArchive {
  readonly head: ArchiveHead;
  /** Its rows, to be read once and in order; throws a DatabaseError where the file is not as it was written. */
  readonly source: RowSource;
  close(): void;
}

const maxLineBytes = 256 * 1024 * 1024;
const pageRows = 1_000;
const pageCharacters = 2 * 1024 * 1024;

/**
 * Opens a backup.
 * @param knows the migrations that this program can lay out
 * @throws DatabaseError where the file is none, or is from a newer Pennypost
 */
export async function openArchive(file: string, knows: readonly string[]): Promise<OpenArchive> {
  const reader = new ArchiveReader(file);
  try {
    const head = await reader.readHead();
    refuseNewer(file, head, knows);
    const source = { tables: () => reader.tables(), sequences: () => reader.end() };
    return { head, source, close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function refuseNewer(
  file: string,
  { format, program, migration }: ArchiveHead,
  knows: readonly string[],
): void {
  if (format === archiveFormat && knows.includes(migration)) return;
  throw new DatabaseError([
    `${file} was made by a newer Pennypost (${program || 'of an unknown version'}, whose tables end with ` +
      `${migration || 'what is not known here'}): restore it with that one.`,
  ]);
}

class ArchiveReader {
  readonly #file: string;
  readonly #bytes: AsyncIterable<Buffer> & { destroy(): unknown };
  readonly #lines: AsyncGenerator<Buffer>;
  readonly #sha256 = createHash('sha256');
  #line = 0;
  readonly #tallies = new Map<string, Tally>();
  #sequences: Sequences | null = null;

  constructor(file: string) {
    this.#file = file;
    // What fails in the file fails in what is read of it.
    this.#bytes = pipeline(createReadStream(file), createGunzip(), () => {});
    this.#lines = splitLines(this.#bytes);
  }

  close(): void {
    this.#bytes.destroy();
  }

  async readHead(): Promise<ArchiveHead> {
    const line = await this.#read();
    if (line.kind !== 'head') throw this.#noBackup();
    this.#line = 1;
    return line.head;
  }

  async *tables(): AsyncGenerator<TableRows> {
    for (;;) {
      const line = await this.#read();
      if (line.kind === 'sequences') {
        this.#sequences = line.sequences;
        return;
      }
      if (line.kind !== 'table') throw this.#damaged();
      const { name, columns } = line;
      yield { name, columns, pages: this.#pages(name), check: (tally) => this.#check(name, tally) };
      if (!this.#tallies.has(name)) throw new Error(`The rows of ${name} were not read to their end.`);
    }
  }

  #check(table: string, tally: Tally): void {
    const said = this.#tallies.get(table);
    if (!said || !isSameTally(said, tally)) throw this.#damaged();
  }

  /** What the last line says, once it is known that all before it is as it was written. */
  async end(): Promise<Sequences> {
    const line = await this.#read();
    if (this.#sequences === null || line.kind !== 'whole' || !this.#isAsSaid(line.whole))
      throw this.#damaged();
    if ((await this.#next()) !== null) throw this.#damaged();
    return this.#sequences;
  }

  #isAsSaid({ tables, sha256 }: ArchiveEnd): boolean {
    const said = Object.entries(tables);
    return (
      this.#sha256.digest('hex') === sha256 &&
      said.length === this.#tallies.size &&
      said.every(([name, { digest }]) => this.#tallies.get(name)?.digest === digest)
    );
  }

  async *#pages(table: string): AsyncGenerator<Lines> {
    let page: string[] = [];
    let characters = 0;
    for (;;) {
      const line = await this.#read();
      if (line.kind === 'end' && line.table === table) {
        this.#tallies.set(table, line.tally);
        if (page.length > 0) yield page;
        return;
      }
      if (line.kind !== 'row') throw this.#damaged();
      page.push(line.row);
      characters += line.row.length;
      if (page.length < pageRows && characters < pageCharacters) continue;
      yield page;
      page = [];
      characters = 0;
    }
  }

  async #read(): Promise<ArchiveLine> {
    const bytes = await this.#next();
    if (bytes === null) throw this.#cutOff();
    const line = readArchiveLine(bytes.toString('utf8'));
    if (line === null) throw this.#damaged();
    if (line.kind !== 'whole') this.#sha256.update(bytes).update('\n');
    if (this.#line > 0) this.#line += 1;
    return line;
  }

  async #next(): Promise<Buffer | null> {
    try {
      const { value, done } = await this.#lines.next();
      return done ? null : value;
    } catch (cause) {
      throw this.#unreadable(cause);
    }
  }

  #unreadable(cause: unknown): unknown {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new DatabaseError([`There is no file ${this.#file}.`], { cause });
    if (code === 'EISDIR') return new DatabaseError([`${this.#file} is a folder, and no backup.`], { cause });
    if (code === 'Z_BUF_ERROR') return this.#cutOff();
    // The other codes of zlib: what is there is not what gzip wrote.
    return code?.startsWith('Z_') ? this.#damaged() : cause;
  }

  #noBackup(): DatabaseError {
    return new DatabaseError([
      `${this.#file} is no backup of Pennypost, or is damaged from its beginning. Nothing was changed.`,
    ]);
  }

  #cutOff(): DatabaseError {
    if (this.#line === 0) return this.#noBackup();
    return new DatabaseError([
      `${this.#file} is cut off after ${this.#line} lines: it was not copied to its end. Nothing was changed; take another copy.`,
    ]);
  }

  #damaged(): DatabaseError {
    if (this.#line === 0) return this.#noBackup();
    return new DatabaseError([
      `${this.#file} is damaged: it is not what was written, at line ${this.#line + 1} or before. Nothing was changed; ` +
        'take another copy.',
    ]);
  }
}

/** Lines without their ends. What stands behind the last end is one too, if anything does. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      yield parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
      parts = [];
      length = 0;
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    // Nothing that was written is so long, so it is none of ours.
    if (length > maxLineBytes)
      throw Object.assign(new Error('A line without an end.'), { code: 'Z_DATA_ERROR' });
  }
  if (length > 0) yield Buffer.concat(parts);
}
