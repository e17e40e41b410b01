import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clientNetwork } from '../../delivery/listener/client-network.ts';
import type { Connection, Stage } from './connection.ts';

/** A connection as it is on the wire. */
export interface Visit extends Connection {
  readonly socket: Socket;
  readonly peer: string;
  /** Whose request it carries, so far as that is known and is not this machine. */
  client: string | null;
  /** Requests whose answer has not wholly gone out: more than one where they are pipelined. */
  readonly exchanges: Set<Exchange>;
  /** What the client had sent when it was last answered; -1 before that. */
  bytesBefore: number;
}

/** A request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** RFC 9110 section 15.5.9: no whole request has come, and it may be sent again over another connection. */
const timeoutResponse = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export function newVisit(socket: Socket, peer: string, isProxy: boolean, now: number): Visit {
  const client = isProxy ? null : peer;
  const network = client === null ? null : clientNetwork(client);
  const fresh = { stage: 'asking' as Stage, since: now, isRefused: false, bytesBefore: -1 };
  return { socket, peer, client, isProxy, network, ...fresh, exchanges: new Set() };
}

/** Follows a request until its answer has gone out. */
export function follow(visit: Visit, exchange: Exchange): void {
  visit.exchanges.add(exchange);
  observe(visit, Date.now());
  exchange.response.once('close', () => {
    visit.exchanges.delete(exchange);
    noteAnswer(visit, Date.now());
  });
}

function noteAnswer(visit: Visit, now: number): void {
  visit.since = now;
  visit.bytesBefore = visit.socket.bytesRead;
  if (visit.isProxy && visit.exchanges.size === 0) visit.network = visit.client = null;
  observe(visit, now);
}

/** Notes what the connection waits for by now. */
export function observe(visit: Visit, now: number): void {
  const stage = stageOf(visit);
  if (stage === visit.stage) return;
  visit.stage = stage;
  visit.since = now;
}

function stageOf({ exchanges, socket, bytesBefore }: Visit): Stage {
  const all = [...exchanges];
  if (all.some(({ request, response }) => request.complete && !isUnread(response))) return 'served';
  if (all.some(({ response }) => isUnread(response))) return 'reading';
  if (all.length > 0) return 'asking';
  // A byte of the next request, even one that the parser skips, begins its time.
  return socket.bytesRead > bytesBefore ? 'asking' : 'idle';
}

/** Whether what we have written of an answer waits for its client. */
function isUnread(response: ServerResponse): boolean {
  return response.writableEnded || response.writableNeedDrain;
}

/** Ends the connection at once. Whoever has begun to ask is told why. */
export function cutOff({ socket, stage, exchanges, bytesBefore }: Visit): void {
  const hasAsked = stage === 'asking' && socket.bytesRead > Math.max(0, bytesBefore);
  const isAnswered = [...exchanges].some(({ response }) => response.headersSent);
  // As Node ends one itself: what fits into the socket's buffer goes out, and nobody is waited for.
  if (hasAsked && !isAnswered && socket.writable) socket.write(timeoutResponse);
  socket.destroy();
}
