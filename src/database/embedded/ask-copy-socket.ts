import { once } from 'node:events';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { DatabaseError } from '../database-error.ts';
import { readCopyLine, writeLine } from './holder-line.ts';
import { openLockFolder, postgresSocket } from './lock-folder-file.ts';

/**
 * Has whoever holds a data folder copy its database, as it is at one moment, into a folder of that name within it, which
 * is then a data folder itself.
 * @throws DatabaseError where nobody can, or what the system said
 */
export async function askCopy(directory: string, name: string): Promise<void> {
  const folder = openLockFolder(directory);
  try {
    const answer = readCopyLine(await ask(join(folder.short, postgresSocket), name));
    if (answer === null) throw new DatabaseError([describeOlder(directory)]);
    if ('fault' in answer) throw Object.assign(new Error(answer.fault), { code: answer.code });
  } finally {
    folder.release();
  }
}

/** Nothing, where whoever is asked ends. */
async function ask(path: string, name: string): Promise<string> {
  const socket = connect(path);
  let text = '';
  try {
    await once(socket, 'connect');
    socket.write(writeLine({ ask: 'copy', name }));
    for await (const chunk of socket) text += chunk;
    return text;
  } catch {
    return '';
  }
}

function describeOlder(directory: string): string {
  return (
    `The process that holds the database in ${resolve(directory)} cannot copy it: it is an older Pennypost, or it ended ` +
    'meanwhile. Start it again by this version, or try again.'
  );
}
