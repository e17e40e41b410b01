import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AskMethod } from './follow-link.ts';
import { type Answer, ownFailures } from './link-check.ts';

/** So that a site's owner who finds it in a log knows what it was. */
const userAgent = 'Pennypost (checks the links of a newsletter before it is sent)';

export interface AskOptions {
  /** From the look-up of the name to the head of the answer. */
  readonly timeoutMs: number;
  /** How many connections to one host stay open between requests. */
  readonly perHost: number;
  /** Whether an IP address may be connected to. */
  readonly mayConnect: (address: string) => boolean;
  /** Looks up a name; rejects with a code as `dns.lookup` does. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
  /** Ends every request at once. */
  readonly signal: AbortSignal;
}

export interface HttpAsker {
  /** Never rejects: what keeps an answer away is an answer too. Redirects are not followed. */
  ask(method: AskMethod, url: URL): Promise<Answer>;
  /** Whether any name led to an address so far; if none does, it is more likely we who are offline. */
  foundAny(): boolean;
  close(): void;
}

export async function resolveHost(host: string): Promise<readonly LookupAddress[]> {
  return await lookup(host, { all: true });
}

/**
 * Asks web servers for the head of an answer. A name is looked up once, the addresses that may not be connected to are
 * taken out, and the connection goes to one of the others: a name that later leads elsewhere (DNS rebinding) gains
 * nothing, since nobody looks it up again.
 */
export function httpAsker(options: AskOptions): HttpAsker {
  const agents = { keepAlive: true, maxSockets: options.perHost };
  const plain = new http.Agent(agents);
  const secure = new https.Agent(agents);
  const looked = new Map<string, Promise<readonly LookupAddress[]>>();
  let hasFound = false;
  const addressesOf = (host: string): Promise<readonly LookupAddress[]> => {
    const before = looked.get(host);
    if (before !== undefined) return before;
    const looking = options.resolve(host);
    looked.set(host, looking);
    return looking;
  };
  const connect = async (method: AskMethod, url: URL, signal: AbortSignal): Promise<Answer> => {
    const addresses = await orAborted(addressesOf(hostOf(url)), signal);
    const allowed = addresses.filter(({ address }) => options.mayConnect(address));
    if (allowed.length === 0) return failed(ownFailures.privateAddress);
    hasFound = true;
    const agent = url.protocol === 'https:' ? secure : plain;
    return await request(url, { method, agent, signal, lookup: pinned(allowed) });
  };
  return {
    async ask(method, url) {
      if (options.signal.aborted) return failed(ownFailures.outOfTime);
      const timeout = AbortSignal.timeout(options.timeoutMs);
      try {
        return await connect(method, url, AbortSignal.any([options.signal, timeout]));
      } catch (error) {
        if (options.signal.aborted) return failed(ownFailures.outOfTime);
        return failed(timeout.aborted ? ownFailures.timeout : codeOf(error));
      }
    },
    foundAny: () => hasFound,
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, { all }, answer) => {
    const [first] = addresses;
    if (all === true) answer(null, [...addresses]);
    else answer(null, first?.address ?? '', first?.family);
  };
}

interface RequestOptions {
  readonly method: AskMethod;
  readonly agent: http.Agent;
  readonly signal: AbortSignal;
  readonly lookup: LookupFunction;
}

function request(url: URL, options: RequestOptions): Promise<Answer> {
  const send = url.protocol === 'https:' ? https.request : http.request;
  const { protocol, port, pathname, search } = url;
  const target = { protocol, hostname: hostOf(url), port, path: pathname + search };
  return new Promise((resolve, reject) => {
    const asked = send({ ...target, ...options, headers: { 'User-Agent': userAgent, Accept: '*/*' } });
    asked.on('response', (response) => {
      const { location = null, 'retry-after': retryAfter = null } = response.headers;
      resolve({ kind: 'answered', status: response.statusCode ?? 0, location, retryAfter });
      // Nobody reads the body. After HEAD there is none and the connection is kept; else it is cut off.
      response.on('error', () => undefined);
      if (options.method === 'HEAD') response.resume();
      else response.destroy();
    });
    asked.on('error', (error) => {
      // A server may close a kept connection just when it is used again, which says nothing of the address.
      if (asked.reusedSocket && codeOf(error) === 'ECONNRESET') resolve(request(url, options));
      else reject(error);
    });
    asked.end();
  });
}

/** An IPv6 address stands in a URL in brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** The outcome of a promise that cannot be told to stop, or the reason of the signal. */
function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}

function failed(code: string): Answer {
  return { kind: 'failed', code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
