// hold-lock.ts DIRECTORY: prints `held`, or why not, and keeps what it got until its input ends.

import { DatabaseError } from '../../../src/database/database-error.ts';
import { lockDataDirectory } from '../../../src/database/embedded/data-lock-socket.ts';

const [directory = ''] = process.argv.slice(2);
try {
  const lock = await lockDataDirectory(directory, 'hold-lock');
  console.log('held');
  for await (const _ of process.stdin);
  await lock.release();
} catch (error) {
  if (!(error instanceof DatabaseError)) throw error;
  console.log(error.message);
}
