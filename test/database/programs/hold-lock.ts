// hold-lock.ts DIRECTORY: prints `held`, or `taken`, and keeps what it got until its input ends.
import { contend } from '../../../src/database/embedded/contend-socket.ts';
import { openLockFolder } from '../../../src/database/embedded/lock-folder-file.ts';

const [directory = ''] = process.argv.slice(2);
const held = await contend(openLockFolder(directory), {
  command: 'hold-lock',
  knows: '',
  serve: () => {},
  onLasting: () => {},
});
held?.become('opening');
console.log(held === null ? 'taken' : 'held');
for await (const _ of process.stdin);
await held?.release();
