import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { parseNetwork } from '../../../src/web/http/client-address-socket.ts';
import { type ClientLimits, publicLimits } from '../../../src/web/http/connection.ts';
import { readBody } from '../../../src/web/http/read-body.ts';
import { type ClientOptions, type RunningSite, serveHttp } from '../../../src/web/http/serve-http.ts';

const running: RunningSite[] = [];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const site of running.splice(0)) await site.close();
});

const hour = 3_600_000;
/** More than the buffers between two sockets hold. */
const large = 'x'.repeat(20_000_000);
/** Nobody is given up for having taken too long. */
const patient: ClientLimits = {
  ...publicLimits,
  requestMs: hour,
  answerMs: hour,
  idleMs: hour,
  proxyIdleMs: hour,
  refusedMs: hour,
  graceMs: 0,
};
/** Believed about others, this machine is a client like any other but for what it passes on. */
const proxy = networks('127.0.0.9');
const elsewhere = networks('192.0.2.1');

function networks(...texts: string[]) {
  return texts.map((text) => {
    const parsed = parseNetwork(text);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.network;
  });
}

interface Site {
  readonly port: number;
  /** Resolves when the site is at work on so many requests to /slow. */
  works(requests: number): Promise<void>;
  /** Lets them be answered. */
  release(): void;
}

async function serve(limits: Partial<ClientLimits>, options: ClientOptions = {}): Promise<Site> {
  const waiting = new EventTarget();
  let atWork = 0;
  const app = new Hono();
  app.get('/', (c) => c.text('here'));
  app.post('/', async (c) => c.text(`heard ${await readBody(c.req.raw, 1_000)}`));
  app.get('/large', (c) => c.text(large));
  app.get('/half', (c) => c.text(large.slice(large.length / 2)));
  app.get('/slow', async (c) => {
    const go = new Promise((done) => waiting.addEventListener('go', done));
    atWork += 1;
    waiting.dispatchEvent(new Event('begun'));
    await go;
    return c.text('at last');
  });
  const site = await serveHttp(
    app,
    { host: '127.0.0.1', port: 0 },
    { ...options, limits: { ...patient, ...limits } },
  );
  running.push(site);
  const works = async (requests: number) => {
    while (atWork < requests) await new Promise((done) => waiting.addEventListener('begun', done));
  };
  const release = () => void waiting.dispatchEvent(new Event('go'));
  return { port: Number(new URL(site.url).port), works, release };
}

interface Client {
  readonly socket: Socket;
  said(): string;
  /** Resolves when it has heard this. */
  hears(text: string): Promise<void>;
  /** Resolves with all it heard when the site has ended the connection. */
  readonly ended: Promise<string>;
}

async function client({ port }: Site, sends = '', localAddress = '127.0.0.1'): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  clients.push(socket);
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    heard += chunk;
  });
  socket.on('error', () => undefined);
  const ended = new Promise<string>((done) => socket.once('close', () => done(heard)));
  await once(socket, 'connect');
  if (sends) socket.write(sends);
  const hears = async (text: string) => {
    while (!heard.includes(text))
      await Promise.race([
        once(socket, 'data'),
        ended.then(() => Promise.reject(new Error(`The connection ended after "${heard}"`))),
      ]);
  };
  return { socket, said: () => heard, hears, ended };
}

function get(path = '/', ...more: string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: x', ...more, '', ''].join('\r\n');
}
const halfHead = 'GET / HTTP/1.1\r\nHost';
const halfBody = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc';
const from = (address: string) => `X-Forwarded-For: ${address}`;

function drip({ socket }: Client, what: string): void {
  const dripping = setInterval(() => socket.write(what), 50);
  socket.once('close', () => clearInterval(dripping));
}

describe('the time for a request', () => {
  it.each([
    ['its head', halfHead, 'a'],
    ['its body', halfBody, 'b'],
  ])('ends, however it drips: %s', async (_, begins, drop) => {
    const slow = await client(await serve({ requestMs: 700 }), begins);
    drip(slow, drop);
    expect(await slow.ended).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('ends where none is begun', async () => {
    const silent = await client(await serve({ requestMs: 200 }));
    expect(await silent.ended).toBe('');
  });

  it('ends for who sends nothing but ends of lines, before the first and after it', async () => {
    const site = await serve({ requestMs: 700 });
    const [first, later] = [await client(site), await client(site, get())];
    await later.hears('here');
    for (const one of [first, later]) drip(one, '\r\n');
    expect(await first.ended).toMatch(/^HTTP\/1\.1 408 /);
    expect(await later.ended).toMatch(/here.*HTTP\/1\.1 408 /s);
  });

  it('begins anew with every request of a connection', async () => {
    const site = await serve({ requestMs: 1_500 });
    const steady = await client(site);
    for (let times = 0; times < 30; times += 1) {
      steady.socket.write(get('/', `X-Number: ${times}`));
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(steady.said().match(/here/g)).toHaveLength(30);
  });

  it('does not run while the site is at work on it', async () => {
    const site = await serve({ requestMs: 200, answerMs: 200, idleMs: 200 });
    const [waits, silent] = [await client(site, get('/slow')), await client(site)];
    await silent.ended;
    await (await client(site)).ended;
    site.release();
    await waits.hears('at last');
  });

  it('ends for an answer that nobody reads', async () => {
    const reader = await client(await serve({ answerMs: 200 }));
    reader.socket.pause();
    reader.socket.write(get('/large'));
    await new Promise((done) => setTimeout(done, 1_500));
    reader.socket.resume();
    expect((await reader.ended).length).toBeLessThan(large.length);
  });

  it('ends for requests one behind the other whose answers nobody reads', async () => {
    const reader = await client(await serve({ answerMs: 200 }));
    reader.socket.pause();
    reader.socket.write(get('/half').repeat(6));
    await new Promise((done) => setTimeout(done, 1_500));
    reader.socket.resume();
    expect((await reader.ended).length).toBeLessThan(3 * large.length);
  });

  it('ends for a connection without a next one, and later for a proxy', async () => {
    const site = await serve({ idleMs: 200 }, { trustedProxies: proxy });
    const [reader, waiting] = [await client(site, get()), await client(site, get(), '127.0.0.9')];
    expect(await reader.ended).toMatch(/here$/);
    waiting.socket.write(get('/', 'X-Next: yes'));
    await waiting.hears('hereHTTP/1.1 200 OK');
  });
});

describe('a share of the connections', () => {
  it('is all that one address gets: its oldest that owes us something goes for its next', async () => {
    const site = await serve({ maxOfNetwork: 2 }, { trustedProxies: elsewhere });
    const other = await client(site, halfHead, '127.0.0.2');
    const first = await client(site, halfHead);
    const second = await client(site, halfHead);
    const third = await client(site, get());
    expect(await first.ended).toMatch(/^HTTP\/1\.1 408 /);
    await third.hears('here');
    for (const one of [second, other]) {
      one.socket.write(': x\r\n\r\n');
      await one.hears('here');
    }
  });

  it('that is at work to the last is answered with 503 and Retry-After, and others as ever', async () => {
    const site = await serve({ maxOfNetwork: 2 }, { trustedProxies: elsewhere });
    const served = [await client(site, get('/slow')), await client(site, get('/slow'))];
    await site.works(2);
    const turnedAway = await client(site, get());
    expect(await turnedAway.ended).toMatch(/^HTTP\/1\.1 503 .*Retry-After: 60\r\n/s);
    await (await client(site, get(), '127.0.0.2')).hears('here');
    site.release();
    for (const one of served) await one.hears('at last');
  });

  it('is not what this machine gets, unless trustedProxies say who the proxies are', async () => {
    const site = await serve({ maxOfNetwork: 2 });
    const many = [];
    for (let n = 0; n < 5; n += 1) many.push(await client(site, halfHead));
    for (const one of many) {
      one.socket.write(': x\r\n\r\n');
      await one.hears('here');
    }
  });

  it('is what a client of a trusted proxy gets, IPv6 with its /64, and the proxy itself none', async () => {
    const site = await serve({ maxOfNetwork: 2 }, { trustedProxies: proxy });
    const ask = (path: string, address: string) => client(site, get(path, from(address)), '127.0.0.9');
    const served = [await ask('/slow', '2001:db8:1:2::3'), await ask('/slow', '2001:db8:1:2:ffff::4')];
    await site.works(2);
    const many = await ask('/', '2001:db8:1:2::5');
    await many.hears('503 Service Unavailable');
    await (await ask('/', '2001:db8:1:3::5')).hears('here');
    await (await ask('/', '2001:db8:1:2::5, 192.0.2.7')).hears('here');
    site.release();
    for (const one of served) await one.hears('at last');
    // The connection is the proxy's, and carries whomever it likes next.
    many.socket.write(get('/', from('2001:db8:1:2::5')));
    await many.hears('here');
  });

  it('of a client behind a proxy is given up for its next request, as its dripping body is', async () => {
    const site = await serve({ maxOfNetwork: 1 }, { trustedProxies: proxy });
    const slow = await client(
      site,
      halfBody.replace('Host: x', `Host: x\r\n${from('192.0.2.7')}`),
      '127.0.0.9',
    );
    const next = await client(site, get('/', from('192.0.2.7')), '127.0.0.9');
    await next.hears('here');
    expect(await slow.ended).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is not given away to a header of somebody who is no trusted proxy, who is told of', async () => {
    const told: string[] = [];
    const site = await serve(
      { maxOfNetwork: 1 },
      { trustedProxies: elsewhere, onUntrusted: (peer) => told.push(peer) },
    );
    const served = await client(site, get('/slow', from('192.0.2.7')));
    await site.works(1);
    const liar = await client(site, get('/', from('192.0.2.8')));
    await liar.hears('503 Service Unavailable');
    site.release();
    await served.hears('at last');
    expect(told).toEqual(['127.0.0.1', '127.0.0.1']);
  });
});

describe('a site whose places are all taken', () => {
  it('gives up the oldest that owes us something, and answers the new one', async () => {
    const site = await serve({ maxConnections: 3 });
    const served = await client(site, get('/slow'));
    await site.works(1);
    const oldest = await client(site, halfHead);
    const idle = await client(site, get());
    await idle.hears('here');
    const reader = await client(site, get());
    await reader.hears('here');
    expect(await oldest.ended).toMatch(/^HTTP\/1\.1 408 /);
    const next = await client(site, get());
    await next.hears('here');
    expect(await idle.ended).toMatch(/here$/);
    site.release();
    await served.hears('at last');
  });

  it('answers with 503 where all are at work, and as ever once one is done', async () => {
    const site = await serve({ maxConnections: 1 });
    const served = await client(site, get('/slow'));
    await site.works(1);
    const [first, second] = [await client(site, get()), await client(site)];
    expect(await first.ended).toMatch(/^HTTP\/1\.1 503 .*Retry-After: 60\r\n/s);
    site.release();
    await served.hears('at last');
    // It had no place when it came, and has one when it asks.
    second.socket.write(get());
    await second.hears('here');
  });

  it('gives up nobody who has only just come, whose request may not be read yet', async () => {
    const site = await serve({ maxConnections: 1, graceMs: hour });
    const first = await client(site);
    const next = await client(site, get());
    expect(await next.ended).toMatch(/^HTTP\/1\.1 503 /);
    first.socket.write(get());
    await first.hears('here');
  });

  it('cuts off who comes when enough have been told so', async () => {
    const site = await serve({ maxConnections: 1, maxRefused: 1 });
    await client(site, get('/slow'));
    await site.works(1);
    await client(site);
    expect(await (await client(site, get())).ended).toBe('');
    site.release();
  });

  it('answers a POST of one click, though its proxy has taken every place', async () => {
    const site = await serve({ maxConnections: 20, maxOfNetwork: 2 });
    for (let n = 0; n < 30; n += 1) await client(site, n % 2 ? halfBody : halfHead);
    const body = 'List-Unsubscribe=One-Click';
    const click = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (let n = 0; n < 5; n += 1) await (await client(site, click)).hears(`heard ${body}`);
  });
});
