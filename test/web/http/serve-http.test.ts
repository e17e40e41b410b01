import { request } from 'node:http';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSite, serveHttp } from '../../../src/web/http/serve-http.ts';
import { WebError } from '../../../src/web/http/web-error.ts';
import { publicApp } from '../../../src/web/public-app.tsx';

const running: RunningSite[] = [];
afterEach(async () => {
  for (const site of running.splice(0)) await site.close();
});

async function serve(app: Hono, port = 0, host = '127.0.0.1'): Promise<RunningSite> {
  const site = await serveHttp(app, { host, port });
  running.push(site);
  return site;
}

const echo = () => new Hono().post('/', async (c) => c.text(`heard ${await c.req.text()}`));

describe('a served site', () => {
  it('answers where it says it does', async () => {
    const { url } = await serve(echo());
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(url, { method: 'POST', body: 'hello' })).text()).toBe('heard hello');
  });

  it('names a host that can be opened when it listens on every address', async () => {
    expect((await serve(echo(), 0, '0.0.0.0')).url).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('leaves the global Request and Response as they are', async () => {
    const before = [globalThis.Request, globalThis.Response];
    await serve(echo());
    expect([globalThis.Request, globalThis.Response]).toEqual(before);
  });

  it('says so when the port is taken', async () => {
    const { url } = await serve(echo());
    const port = Number(new URL(url).port);
    const error: unknown = await serveHttp(echo(), { host: '127.0.0.1', port }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(WebError);
    expect((error as WebError).faults).toEqual([
      `Cannot serve on 127.0.0.1 port ${port}: another program listens there already. Stop it or choose another port.`,
    ]);
  });

  it('says so when the host is not of this machine', async () => {
    await expect(serveHttp(echo(), { host: '192.0.2.1', port: 0 })).rejects.toThrow(
      /does not have that address/,
    );
  });

  it('finishes what it has begun before it closes, and takes nothing new', async () => {
    const gate = new EventTarget();
    const begun = new Promise((done) => gate.addEventListener('begun', done));
    const slow = new Hono().get('/', async (c) => {
      const go = new Promise((done) => gate.addEventListener('go', done));
      gate.dispatchEvent(new Event('begun'));
      await go;
      return c.text('done');
    });
    const site = await serveHttp(slow, { host: '127.0.0.1', port: 0 });
    const answer = get(site.url);
    await begun;
    const closed = site.close();
    await expect(get(site.url)).rejects.toThrow(/ECONNREFUSED/);
    gate.dispatchEvent(new Event('go'));
    expect(await answer).toBe('done');
    await closed;
  });
});

describe('the public pages, served', () => {
  const file = new File(['x'.repeat(50_000)], 'x');

  it.each([
    ['urlencoded', new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), 200],
    ['as multipart', formOf('One-Click'), 200],
    ['with nothing in it', null, 400],
    ['with too much in it', formOf(file), 413],
  ])('take a POST %s, its length told beforehand or not', async (_, body, status) => {
    const acts: string[] = [];
    const { url } = await serve(pagesFor(acts));
    const whole = new Request(`${url}/u/token`, { method: 'POST', body });
    const inPieces = new Request(whole.clone(), { body: whole.clone().body, duplex: 'half' });
    expect((await fetch(whole)).status).toBe(status);
    expect((await fetch(inPieces)).status).toBe(status);
    expect(acts).toEqual(status === 200 ? ['one-click', 'one-click'] : []);
  });
});

function formOf(value: string | File): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', value);
  return form;
}

function pagesFor(acts: string[]): Hono {
  return publicApp({
    publicUrl: 'https://letters.example.com',
    publisher: {
      name: 'Gazette',
      from: { name: 'Gazette', address: 'gazette@example.com' },
      replyTo: null,
      siteUrl: null,
      unsubscribeMailbox: 'leave@example.com',
    },
    links: {
      look: async () => ({ kind: 'test' }),
      unsubscribe: async (_, { via }) => {
        acts.push(via);
        return { kind: 'test' };
      },
    },
    preferences: {
      look: async () => ({ kind: 'test' }),
      mailLink: async () => ({ kind: 'test' }),
      resubscribe: async () => ({ kind: 'test' }),
      leave: async () => ({ kind: 'test' }),
    },
    checkHealth: async () => {},
    report: (error) => {
      throw error;
    },
    now: () => new Date(0),
  });
}

/** One connection a request, closed after it. */
function get(url: string): Promise<string> {
  return new Promise((done, fail) => {
    const sent = request(url, { agent: false }, (response) => {
      response.setEncoding('utf8').once('data', done);
    });
    sent.once('error', fail).end();
  });
}
