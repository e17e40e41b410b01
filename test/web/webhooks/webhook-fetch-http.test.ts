import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { getText } from '../../../src/web/webhooks/webhook-fetch-http.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function answering(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.pem`);
}

it('gets what stands at an address', async () => {
  expect(await getText(await answering((_, response) => response.end('certificate')))).toBe('certificate');
});

it('follows nobody elsewhere', async () => {
  const asked: string[] = [];
  const url = await answering((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(302, { Location: '/elsewhere' }).end();
  });
  await expect(getText(url)).rejects.toThrow();
  expect(asked).toEqual(['/a.pem']);
});

it('takes an error for none', async () => {
  const url = await answering((_, response) => response.writeHead(404).end('certificate'));
  await expect(getText(url)).rejects.toThrow('answered 404');
});

it('reads no more than a certificate can have', async () => {
  const url = await answering((_, response) => {
    const more = () => {
      while (response.write('x'.repeat(65_536)));
      response.once('drain', more);
    };
    more();
  });
  await expect(getText(url)).rejects.toThrow('more than 65536 bytes');
});
