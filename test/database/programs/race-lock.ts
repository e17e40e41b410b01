// race-lock.ts DIRECTORY ROUNDS: asks for the folder at the start of every tenth of a second, as its rivals do. Prints
// {held, refused, overlaps}: overlaps counts how often somebody else held it at the same time.
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contend } from '../../../src/database/embedded/contend-socket.ts';
import { openLockFolder } from '../../../src/database/embedded/lock-folder-file.ts';

const [directory = '', rounds = '1'] = process.argv.slice(2);
const witness = join(directory, 'witness');
const count = { held: 0, refused: 0, overlaps: 0 };
const contender = { command: 'race-lock', knows: '', serve: () => {}, onLasting: () => {} };

for (let round = 0; round < Number(rounds); round += 1) {
  await sleep(100 - (Date.now() % 100));
  const held = await contend(openLockFolder(directory), contender);
  if (held === null) {
    count.refused += 1;
    continue;
  }
  held.become('opening');
  count.held += 1;
  await stayAlone();
  await held.release();
}
console.log(JSON.stringify(count));

// A file that may not exist yet proves that nobody else is in here, by other means than the lock's own.
async function stayAlone(): Promise<void> {
  try {
    closeSync(openSync(witness, 'wx'));
  } catch {
    count.overlaps += 1;
    return;
  }
  await sleep(Math.random() * 20);
  rmSync(witness);
}
