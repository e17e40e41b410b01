/** Postfix's own sink: takes every message and forgets it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../servers.ts';

/** A sink that runs. */
export type Sink = Awaited<ReturnType<typeof startSink>>;

export async function startSink() {
  const port = await freePort();
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('smtp-sink', [...user, '-m', '1000', `127.0.0.1:${port}`, '500'], { stdio: 'ignore' });
  const end = () => child.kill();
  process.once('exit', end);
  const failed = once(child, 'error').then(([error]): never => {
    throw new Error(
      `smtp-sink cannot be started (Debian and Ubuntu: apt-get install postfix): ${error.message}`,
    );
  });
  while (!(await Promise.race([listens(port), failed]))) await wait(50);
  const stop = () => {
    process.removeListener('exit', end);
    end();
  };
  return { port, pid: () => child.pid ?? 0, stop };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
