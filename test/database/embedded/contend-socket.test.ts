import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contend, listSockets } from '../../../src/database/embedded/contend-socket.ts';
import { writeLine } from '../../../src/database/embedded/holder-line.ts';
import { type LockFolder, openLockFolder } from '../../../src/database/embedded/lock-folder-file.ts';
import { findHolder } from '../../../src/database/embedded/watch-holder-socket.ts';

let directory: string;
let folder: LockFolder;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pennypost-contend-'));
  folder = openLockFolder(directory);
});
afterEach(() => {
  folder.release();
  rmSync(directory, { recursive: true, force: true });
});

const nobody = { command: 'test', knows: '9999', serve: () => undefined, onLasting: () => undefined };

it('is given up also where somebody has just come who has said nothing yet, or reads nothing', async () => {
  const held = await contend(folder, nobody);
  held?.become('holding');
  const silent = connect(join(folder.short, '.s.PGSQL.5432'));
  await once(silent, 'connect');
  const released = held?.release();
  // It asks to be told of changes when there will be no more of them, and keeps its side open.
  silent.write(writeLine({ ask: 'watch', isLasting: false }));
  silent.pause();
  await released;
  expect(listSockets(folder)).toEqual([]);
  silent.destroy();
});

it('who gives the folder up is not waited for until it serves, though its socket stays open', async () => {
  const leaving = createServer((socket) => {
    socket.resume().write(writeLine({ pid: 1, command: 'test', since: '', state: 'leaving', knows: '9999' }));
  });
  leaving.listen(join(folder.short, '1-abc.sock'));
  await once(leaving, 'listening');
  const found = await findHolder(folder, false);
  if (found === null || found === 'contending' || !('line' in found)) throw new Error('nobody was found');
  await Promise.all([found.serving, found.gone]);
  expect(found.line.state).toBe('leaving');
  found.release();
  await once(leaving.close(), 'close');
});
