import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clientNetwork } from '../../delivery/listener/client-network.ts';
import { retryAfterSeconds } from './answer.ts';
import {
  forwardedClient,
  isLoopback,
  isWithin,
  type Network,
  plainAddress,
} from './client-address-socket.ts';
import { type ClientLimits, findPlace, isOverdue } from './connection.ts';
import { cutOff, follow, newVisit, observe, type Visit } from './visit-http.ts';

export interface VisitorsOptions {
  readonly limits: ClientLimits;
  /** Whose X-Forwarded-For is believed. Without any, this machine itself counts as a proxy that says nothing. */
  readonly trustedProxies: readonly Network[];
  /** Told of a peer that sends X-Forwarded-For and is not believed. */
  readonly onUntrusted: (peer: string) => void;
}

/** How often the limits are looked after: a limit is kept within two of these. */
const roundMs = 500;

/** Who is connected to a site, and sees to it that nobody takes more than is granted. */
export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #visits = new Map<Socket, Visit>();
  readonly #isTrusted: (address: string) => boolean;
  readonly #isProxy: (address: string) => boolean;
  readonly #rounds: NodeJS.Timeout;

  constructor(options: VisitorsOptions) {
    this.#options = options;
    this.#isTrusted = isWithin(options.trustedProxies);
    this.#isProxy = options.trustedProxies.length > 0 ? this.#isTrusted : isLoopback;
    this.#rounds = setInterval(() => this.#endOverdue(Date.now()), roundMs);
    this.#rounds.unref();
  }

  /** Takes a client's connection in. Whoever has no place is told so when it asks. */
  admit(socket: Socket): void {
    const peer = plainAddress(socket.remoteAddress ?? '') ?? '';
    const visit = newVisit(socket, peer, this.#isProxy(peer), Date.now());
    visit.isRefused = !this.#claimPlace(visit.network);
    if (visit.isRefused && this.#countRefused() >= this.#options.limits.maxRefused)
      return void socket.destroy();
    this.#visits.set(socket, visit);
    socket.once('close', () => this.#visits.delete(socket));
  }

  /** Whether a request is to be answered; one that is not has had its 503. */
  welcomes(request: IncomingMessage, response: ServerResponse): boolean {
    const visit = this.#visits.get(request.socket);
    // It was given up while its request was read.
    if (!visit) return false;
    follow(visit, { request, response });
    const header = forwardedFor(request);
    const isBelieved = this.#isTrusted(visit.peer);
    if (header !== null && !isBelieved) this.#options.onUntrusted(visit.peer);
    // A place may have become free meanwhile.
    if (visit.isRefused) visit.isRefused = !this.#claimPlace(visit.network);
    if (visit.isRefused) return refuse(response, { Connection: 'close' });
    if (header === null || !isBelieved || this.#passOn(visit, header)) return true;
    return refuse(response);
  }

  /** Who asks over a connection just now; null where that is not known. */
  clientOf(socket: Socket): string | null {
    return this.#visits.get(socket)?.client || null;
  }

  /** Ends the looking after; the connections are left as they are. */
  close(): void {
    clearInterval(this.#rounds);
  }

  /** Counts a proxy's connection to the client whose request it carries, if that has a share left. */
  #passOn(visit: Visit, header: string): boolean {
    const client = forwardedClient(header, this.#isTrusted);
    const network = client && clientNetwork(client);
    visit.network = null;
    visit.client = client;
    if (!this.#claimShare(this.#seated(), network)) return false;
    visit.network = network;
    return true;
  }

  #claimPlace(network: string | null): boolean {
    const all = this.#seated();
    if (!this.#claimShare(all, network)) return false;
    // Whoever gave up a place of its network gave up one of all.
    const left = all.filter(({ socket }) => this.#visits.has(socket));
    return this.#claim(left, this.#options.limits.maxConnections);
  }

  #claimShare(all: readonly Visit[], network: string | null): boolean {
    if (network === null) return true;
    const ofNetwork = all.filter((visit) => visit.network === network);
    return this.#claim(ofNetwork, this.#options.limits.maxOfNetwork);
  }

  #claim(among: readonly Visit[], places: number): boolean {
    const place = findPlace(among, places, this.#options.limits, Date.now());
    if (typeof place === 'object') this.#giveUp(place);
    return place !== 'full';
  }

  #seated(): Visit[] {
    const now = Date.now();
    const all = [...this.#visits.values()].filter(({ isRefused }) => !isRefused);
    for (const visit of all) observe(visit, now);
    return all;
  }

  #countRefused(): number {
    return [...this.#visits.values()].filter(({ isRefused }) => isRefused).length;
  }

  #endOverdue(now: number): void {
    for (const visit of this.#visits.values()) {
      observe(visit, now);
      if (isOverdue(visit, this.#options.limits, now)) this.#giveUp(visit);
    }
  }

  #giveUp(visit: Visit): void {
    this.#visits.delete(visit.socket);
    cutOff(visit);
  }
}

function forwardedFor({ headers }: IncomingMessage): string | null {
  const header = headers['x-forwarded-for'];
  return header === undefined ? null : String(header);
}

function refuse(response: ServerResponse, headers: Readonly<Record<string, string>> = {}): false {
  const told = { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': String(retryAfterSeconds) };
  response.writeHead(503, { ...told, ...headers });
  response.end('Too many requests at once. Nothing was changed; please try again in a minute.\n');
  return false;
}
