import { resolve } from 'node:path';
import { DatabaseError } from '../database-error.ts';
import { contend } from './contend-socket.ts';
import { openLockFolder } from './lock-folder-file.ts';
import { findHolder } from './watch-holder-socket.ts';

/**
 * Does something to the files of a database while no process has it open.
 * @param command what this process was started as, told to others that find it there
 * @throws DatabaseError where a process has it
 */
export async function aloneInFolder<Result>(
  directory: string,
  command: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const folder = openLockFolder(directory);
  try {
    const alone = { command, knows: '', serve: () => {}, onLasting: () => {} };
    const held = await contend(folder, alone);
    if (held === null) {
      throw inUse(directory, await findHolder(folder, false));
    }
    try {
      held.become('opening');
      return await act();
    } finally {
      await held.release();
    }
  } finally {
    folder.release();
  }
}

/** @throws DatabaseError that names it, where a process has the database open */
export async function refuseHolder(directory: string): Promise<void> {
  const folder = openLockFolder(directory);
  try {
    const holder = await findHolder(folder, false);
    if (holder !== null) throw inUse(directory, holder);
  } finally {
    folder.release();
  }
}

function inUse(directory: string, holder: Awaited<ReturnType<typeof findHolder>>): DatabaseError {
  return new DatabaseError([
    `The database in ${resolve(directory)} is in use${describe(holder)}: stop that first.`,
  ]);
}

function describe(holder: Awaited<ReturnType<typeof findHolder>>): string {
  if (holder === null || holder === 'contending') return '';
  if (!('line' in holder)) return ` by process ${holder.pid}, which does not answer`;
  holder.release();
  return ` by "${holder.line.command}" (process ${holder.line.pid}, since ${holder.line.since})`;
}
