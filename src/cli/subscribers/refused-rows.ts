import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { csvCell } from '../../audience/csv-cell.ts';
import type { RefusedRow } from '../../audience/imports/import-row.ts';

/** A file of the rows that an import did not take: made with the first of them. */
export interface RefusedRows {
  /** Null where no row was refused. */
  readonly file: string | null;
  /** The first of them, in sentences. */
  readonly first: readonly string[];
  readonly add: (row: RefusedRow) => void;
  close(): Promise<void>;
  /** Takes the file away again. */
  remove(): Promise<void>;
}

const maxSentences = 20;
const flushedLength = 65_536;

/** A file of its own for each import, which only the user of the folder can read. */
export function openRefusedRows(dataDirectory: string, now: Date): RefusedRows {
  const folder = path.join(dataDirectory, 'imports');
  const file = path.join(folder, `refused-${now.toISOString().replace(/[:.]/g, '')}.csv`);
  const first: string[] = [];
  let descriptor: number | null = null;
  let pending = '';
  const flush = () => {
    if (pending === '') return;
    if (descriptor === null) mkdirSync(folder, { recursive: true, mode: 0o700 });
    descriptor ??= openSync(file, 'w', 0o600);
    writeSync(descriptor, pending);
    pending = '';
  };
  const close = async () => {
    flush();
    if (descriptor !== null) closeSync(descriptor);
  };
  return {
    get file() {
      return descriptor === null ? null : file;
    },
    first,
    add: ({ file: of, line, reason, cell }) => {
      if (first.length < maxSentences) first.push(`${of}, line ${line}: ${reason}`);
      if (pending === '' && descriptor === null) pending = 'file,line,reason,cell\n';
      pending += `${[of, String(line), reason, cell].map(csvCell).join(',')}\n`;
      if (pending.length > flushedLength) flush();
    },
    close,
    remove: async () => {
      pending = '';
      if (descriptor === null) return;
      closeSync(descriptor);
      rmSync(file, { force: true });
    },
  };
}
