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
    const socket = connect(join(folder.short, postgresSocket));
    await once(socket, 'connect');
    socket.write(writeLine({ ask: 'copy', name }));
    let text = '';
    for await (const chunk of socket) text += chunk;
    const answer = readCopyLine(text);
    if (answer === null) throw new DatabaseError([describeOlder(directory)]);
    if ('fault' in answer) throw Object.assign(new Error(answer.fault), { code: answer.code });
  } finally {
    folder.release();
  }
}

function describeOlder(directory: string): string {
  return (
    `The process that holds the database in ${resolve(directory)} cannot copy it: it is an older Pennypost, or it ended ` +
    'meanwhile. Start it again by this version, or try again.'
  );
}
