/**
 * How soon others are answered while one host holds connections and drips: `npm run measure:clients -- [--connections N]
 * [--seconds N]`. The site runs in a process of its own; the host is 127.0.0.2 and comes back whenever it is cut off, the
 * others are 127.0.0.3. First with a share for each address, then as behind a web server that says nothing of its clients,
 * where both count to nobody.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Hono } from 'hono';
import { serveHttp } from '../src/web/http/serve-http.ts';

const dripMs = 1_000;
const backAfterMs = 50;
const askEveryMs = 100;
const share = 'a share for each address';
const noShare = 'no share: behind a web server that says nothing';

if (process.send) await serve((port) => process.send?.(port), process.argv[2] === share);
else await besiege();

async function serve(tell: (port: number) => void, hasShares: boolean): Promise<void> {
  const app = new Hono().get('/', (c) => c.text('here'));
  const trustedProxies = hasShares ? [{ address: '192.0.2.1', prefix: 32 }] : [];
  const site = await serveHttp(app, { host: '127.0.0.1', port: 0 }, { trustedProxies });
  process.on('disconnect', () => process.exit());
  tell(Number(new URL(site.url).port));
}

async function besiege(): Promise<void> {
  const { values } = parseArgs({
    options: {
      connections: { type: 'string', default: '1500' },
      seconds: { type: 'string', default: '10' },
    },
  });
  for (const kind of [share, noShare]) {
    const child = fork(fileURLToPath(import.meta.url), [kind]);
    const [port] = await once(child, 'message');
    const host = holdConnections(port, Number(values.connections));
    const answers = await askForSeconds(port, Number(values.seconds));
    const { held, cutOff } = host.stop();
    const took = answers.flatMap(({ status, ms }) => (status === 200 ? [ms] : [])).sort((a, b) => a - b);
    const at = (part: number) => `${took[Math.floor((took.length - 1) * part)] ?? '-'} ms`;
    console.log(
      `${kind}: ${took.length} of ${answers.length} others answered, median ${at(0.5)}, slowest ${at(1)};`,
    );
    console.log(
      `  the host holds ${held} of ${values.connections} connections and was cut off ${cutOff} times`,
    );
    child.disconnect();
  }
}

function holdConnections(port: number, count: number) {
  const sockets = new Set<Socket>();
  let [isOver, cutOff] = [false, 0];
  const open = () => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    socket.on(
      'connect',
      () => sockets.add(socket.resume()) && socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Drop: '),
    );
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (sockets.delete(socket)) cutOff += 1;
      if (!isOver) setTimeout(open, backAfterMs);
    });
  };
  for (let opened = 0; opened < count; opened += 1) open();
  const drips = setInterval(() => {
    for (const socket of sockets) socket.write('x');
  }, dripMs);
  const stop = () => {
    const held = sockets.size;
    const told = { held, cutOff };
    isOver = true;
    clearInterval(drips);
    for (const socket of sockets) socket.destroy();
    return told;
  };
  return { stop };
}

/** A request every tenth of a second, each over a connection of its own. */
async function askForSeconds(port: number, seconds: number) {
  await wait(1_000);
  const asked: Promise<{ status: number; ms: number }>[] = [];
  for (let times = 0; times < (seconds * 1_000) / askEveryMs; times += 1) {
    asked.push(ask(port));
    await wait(askEveryMs);
  }
  return Promise.all(asked);
}

function ask(port: number): Promise<{ status: number; ms: number }> {
  const began = performance.now();
  return new Promise((done) => {
    const end = (status: number) => done({ status, ms: Math.round(performance.now() - began) });
    get({ port, host: '127.0.0.1', localAddress: '127.0.0.3', agent: false }, (response) => {
      response.resume().once('end', () => end(response.statusCode ?? 0));
    }).once('error', () => end(0));
  });
}
