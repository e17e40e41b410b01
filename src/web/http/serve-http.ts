import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Network } from './client-address-socket.ts';
import { type ClientLimits, publicLimits } from './connection.ts';
import { Visitors } from './visitors-http.ts';
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

/** How a site treats those who ask it. */
export interface ClientOptions {
  readonly limits?: ClientLimits;
  /** Whose X-Forwarded-For is believed. Without any, connections from this machine have no share. */
  readonly trustedProxies?: readonly Network[];
  /** Told of a peer that sends X-Forwarded-For and is not among them. */
  readonly onUntrusted?: (peer: string) => void;
}

/** The kernel takes what it allows of it. One that knocks while all of them wait is heard a second later. */
const backlog = 4_096;
/** How long `close` waits before it cuts off whoever is still being answered. */
const closeTimeoutMs = 5_000;

/**
 * Serves an app over HTTP; TLS is the business of the proxy in front of it. Nobody holds a connection for longer than
 * the limits say, nor more than a share of them.
 *
 * @throws WebError where the address cannot be listened on
 */
export async function serveHttp(
  app: Hono,
  address: ListenAddress,
  { limits = publicLimits, trustedProxies = [], onUntrusted = () => undefined }: ClientOptions = {},
): Promise<RunningSite> {
  const visitors = new Visitors({ limits, trustedProxies, onUntrusted });
  const answer = getRequestListener(
    (request, env) => app.fetch(request, { ...env, client: visitors.clientOf(env.incoming.socket) }),
    { overrideGlobalObjects: false },
  );
  // Node's own limits see neither an answer that nobody reads nor a client that sends nothing but line ends.
  const unlimited = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 };
  const server = createServer(unlimited, (request, response) => {
    if (visitors.welcomes(request, response)) void answer(request, response);
  });
  server.on('connection', (socket) => visitors.admit(socket));
  await listen(server, address).catch((error: unknown) => {
    visitors.close();
    throw error;
  });
  return { url: urlOf(server.address() as AddressInfo), close: () => close(server, visitors) };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((done, fail) => {
    // A server that could not accept somebody for want of files goes on, and says so here: that ends no process.
    server.on('error', (error: NodeJS.ErrnoException) => fail(refusal(error, host, port)));
    server.listen({ port, host, backlog }, done);
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

async function close(server: Server, visitors: Visitors): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
  await closed;
  clearTimeout(deadline);
  visitors.close();
}
