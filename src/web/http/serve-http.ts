import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebError } from './web-error.ts';

export interface ListenAddress {
  /** A name or an address of this machine; `0.0.0.0` or `::` for all of them. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

export interface RunningSite {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** Takes no new request, lets those under way finish, and resolves when the last one has. */
  close(): Promise<void>;
}

/** A request is a few hundred bytes: who takes longer to send one is holding the connection for nothing. */
const requestTimeoutMs = 15_000;
/** A reader's request is over in milliseconds; more at once are no readers, and each holds memory. */
const maxConnections = 1_000;
/** How long `close` waits before it cuts off whoever is still being answered. */
const closeTimeoutMs = 5_000;

/**
 * Serves an app over HTTP; TLS is the business of the proxy in front of it.
 *
 * @throws WebError where the address cannot be listened on
 */
export async function serveHttp(app: Hono, address: ListenAddress): Promise<RunningSite> {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const limits = { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs };
  const server = createServer(limits, answer);
  server.maxConnections = maxConnections;
  await listen(server, address);
  return { url: urlOf(server.address() as AddressInfo), close: () => close(server) };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((done, fail) => {
    // A server that could not accept somebody for want of files goes on, and says so here: that ends no process.
    server.on('error', (error: NodeJS.ErrnoException) => fail(refusal(error, host, port)));
    server.listen(port, host, done);
  });
}

function refusal(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = refusals[error.code ?? ''];
  return why ? new WebError([`Cannot serve on ${host} port ${port}: ${why}`], { cause: error }) : error;
}

const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already. Stop it or choose another port.',
  EACCES: 'this user may not; ports below 1024 are for root. Choose a higher port and put a proxy in front.',
  EADDRNOTAVAIL: 'this machine does not have that address.',
  ENOTFOUND: 'there is no such host.',
  EAI_AGAIN: 'the host cannot be looked up.',
};

function urlOf({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
  await closed;
  clearTimeout(deadline);
}
