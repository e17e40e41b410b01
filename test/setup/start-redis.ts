import { once } from 'node:events';
import { connect } from 'node:net';
import {
  findFreePort,
  makeDirectory,
  type RunningServer,
  superviseServer,
  unprivilegedAccount,
} from './supervise-server.ts';

/**
 * Starts an empty Redis that keeps nothing. `port` is for a test that stops one and starts it again, `more` for one that
 * wants it set up otherwise.
 */
export async function startRedis(
  program: string,
  port?: number,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const account = unprivilegedAccount('redis', 'nobody');
  const directory = makeDirectory('redis', account);
  const freePort = port ?? (await findFreePort());
  const settings = {
    port: String(freePort),
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    ...more,
  };
  return superviseServer({
    command: [program, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])],
    directory,
    account,
    url: `redis://127.0.0.1:${freePort}`,
    isReady: () => answers(freePort),
  });
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [reply] = await once(socket, 'data');
    return String(reply).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
