import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../database/database.ts';
import { openDatabase } from '../../database/open/open-database-sql.ts';
import type { Place } from './place.ts';

export interface OpenOptions {
  /** What this process was started as. */
  readonly command: string;
  readonly report: (sentence: string) => void;
  readonly mustExist?: boolean;
  /** Whether whoever comes meanwhile has to be a client of this process, and nobody takes the folder from it. Default true. */
  readonly isLasting?: boolean;
}

const connections = 4;

export function openPlace(place: Place, options: OpenOptions): Promise<Database> {
  return openDatabase({
    isLasting: true,
    ...options,
    url: place.kind === 'server' ? place.url : null,
    directory: place.kind === 'folder' ? place.directory : '',
    poolSize: connections,
  });
}

const scratchName = /^\.keeping-(\d+)-[0-9a-f]+$/;

/**
 * Lends a data folder of its own within another, and is rid of it behind. One that a process left that was killed is
 * taken away before.
 */
export async function withScratch<Result>(
  directory: string,
  act: (scratch: string, name: string) => Promise<Result>,
): Promise<Result> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const old of readdirSync(directory)) {
    const [, pid] = scratchName.exec(old) ?? [];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(directory, old), { recursive: true, force: true });
  }
  const name = `.keeping-${process.pid}-${randomBytes(6).toString('hex')}`;
  const scratch = join(directory, name);
  try {
    mkdirSync(scratch, { mode: 0o700 });
    return await act(scratch, name);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
