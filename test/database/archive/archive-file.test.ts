import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowSource } from '../../../src/database/archive/fill-sql.ts';
import { openArchive } from '../../../src/database/archive/read-archive-file.ts';
import { startTally } from '../../../src/database/archive/tally.ts';
import { writeArchive } from '../../../src/database/archive/write-archive-file.ts';

const head = {
  format: 1,
  made: '2026-11-30T18:00:00.000Z',
  program: '0.1.0',
  migration: '0002-second',
  database: 'c0ffee00-0000-4000-8000-000000000000',
};
const knows = ['0001-first', '0002-second'];
const sequences = { reader_id_seq: { last: 7, isCalled: true } };
const rowsOf = (table: string) =>
  Array.from(
    { length: 3_000 },
    (_, n) => `{"id":${n},"address":"${table}${n}@example.com","name":"Åsa \\"${n}\\" 🕯"}`,
  );

function sourceOf(...names: string[]): RowSource {
  return {
    async *tables() {
      for (const name of names)
        yield {
          name,
          columns: ['id', 'address', 'name'],
          pages: pagesOf(rowsOf(name)),
          check: () => undefined,
        };
    },
    sequences: async () => sequences,
  };
}

async function* pagesOf(rows: readonly string[]) {
  yield rows.slice(0, 700);
  yield rows.slice(700);
}

async function readAll(file: string) {
  const archive = await openArchive(file, knows);
  try {
    const tables = new Map<string, string[]>();
    for await (const { name, pages, check } of archive.source.tables()) {
      const rows: string[] = [];
      for await (const page of pages) rows.push(...page);
      const tally = startTally();
      for (const row of rows) tally.add(row);
      check(tally.total());
      tables.set(name, rows);
    }
    return {
      head: archive.head,
      tables: Object.fromEntries(tables),
      sequences: await archive.source.sequences(),
    };
  } finally {
    archive.close();
  }
}

let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'pennypost-archive-'));
  file = path.join(folder, 'backup.gz');
  await writeArchive(file, head, sourceOf('reader', 'send'), { mayReplace: false });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a backup', () => {
  it('is read as it was written, and is its owner’s alone', async () => {
    const read = await readAll(file);
    expect(read).toEqual({ head, sequences, tables: { reader: rowsOf('reader'), send: rowsOf('send') } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['backup.gz']);
  });

  it('is lines of JSON that other programs can read', () => {
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
    const values = lines.map((line) => JSON.parse(line));
    expect(values[0]).toEqual({ pennypost: 'backup', ...head });
    expect(values.filter(({ row }) => row)).toHaveLength(6_000);
    expect(values.at(-1)).toMatchObject({ whole: { tables: { reader: { rows: 3_000 } } } });
    expect(values.at(-2)).toEqual({ sequences });
  });

  it('is written over only on a word, and what fails half way leaves what was there', async () => {
    const before = readFileSync(file);
    await expect(writeArchive(file, head, sourceOf('x'), { mayReplace: false })).rejects.toThrow('already');
    const failing: RowSource = {
      ...sourceOf('x'),
      sequences: () => Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' })),
    };
    await expect(writeArchive(file, head, failing, { mayReplace: true })).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    await writeArchive(file, head, sourceOf('x'), { mayReplace: true });
    expect(Object.keys((await readAll(file)).tables)).toEqual(['x']);
    expect(readdirSync(folder)).toEqual(['backup.gz']);
  });
});

describe('a file that is no whole backup is refused by what is wrong with it', () => {
  const refused = async (bytes: Buffer, words: string) => {
    const bad = path.join(folder, 'bad.gz');
    writeFileSync(bad, bytes);
    await expect(readAll(bad)).rejects.toThrow(words);
  };
  /** Changed by somebody who knows gzip. */
  const edited = (change: (text: string) => string) =>
    gzipSync(change(gunzipSync(readFileSync(file)).toString('utf8')));

  it('none at all', async () => {
    await refused(Buffer.from('email,name\na@example.com,A\n'), 'is no backup of Pennypost');
    await refused(gzipSync('{"hello": 1}\n'), 'is no backup of Pennypost');
    await refused(gzipSync(''), 'is no backup of Pennypost');
    await refused(Buffer.alloc(0), 'is no backup of Pennypost');
    await expect(openArchive(path.join(folder, 'none.gz'), knows)).rejects.toThrow('There is no file');
    await expect(openArchive(folder, knows)).rejects.toThrow('is a folder');
    expect(existsSync(path.join(folder, 'none.gz'))).toBe(false);
  });

  it('cut off, wherever', async () => {
    const whole = readFileSync(file);
    for (const share of [0.3, 0.6, 0.9, 0.999])
      await refused(whole.subarray(0, Math.floor(whole.length * share)), 'is cut off');
    await refused(
      edited((text) => text.replace(/\{"whole".*\n/, '')),
      'is cut off',
    );
  });

  it('one byte changed, wherever', async () => {
    const whole = readFileSync(file);
    for (let at = 20; at < whole.length; at += Math.floor(whole.length / 23)) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 4;
      await refused(flipped, path.join(folder, 'bad.gz'));
    }
  });

  it('well formed, and changed: a letter, a row, a digest, the numbers, a table', async () => {
    await refused(
      edited((text) => text.replace('reader7@', 'reader8@')),
      'is damaged',
    );
    await refused(
      edited((text) => text.replace(/\{"row":\{"id":7,.*\n/, '')),
      'is damaged',
    );
    await refused(
      edited((text) => text.replace('"last":7', '"last":8')),
      'is damaged',
    );
    await refused(
      edited((text) => text.replace(/\{"table":\{"name":"send"[\s\S]*(?=\{"sequences")/, '')),
      'is damaged',
    );
    await refused(
      edited((text) => `${text}{"row":{}}\n`),
      'is damaged',
    );
  });

  it('of a newer version', async () => {
    await refused(
      edited((text) => text.replace('"format":1', '"format":2')),
      'by a newer Pennypost',
    );
    await refused(
      edited((text) => text.replace('0002-second', '0009-later')),
      '0009-later',
    );
  });
});
