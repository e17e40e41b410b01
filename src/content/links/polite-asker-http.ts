import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAsker } from './ask-http.ts';
import type { Asker } from './follow-link.ts';
import { type HostGate, hostGate } from './host-gate.ts';
import { type Answer, ownFailures } from './link-check.ts';

export interface PoliteOptions {
  /** How many requests to one host are under way at once. */
  readonly perHost: number;
  /** Between the starts of two requests to one host. */
  readonly gapMs: number;
  readonly signal: AbortSignal;
}

interface Host {
  readonly gate: HostGate;
  /** Requests in a row that got no answer in time. */
  silences: number;
}

/** After so many a host is left alone: its other links would each take as long to say nothing. */
const mostSilences = 2;

/** Asks each host no faster than it can stand, whichever links and redirects lead to it. */
export function politeAsker(http: HttpAsker, { perHost, gapMs, signal }: PoliteOptions): Asker {
  const hosts = new Map<string, Host>();
  const wait = (ms: number): Promise<void> => sleep(ms, undefined, { signal });
  const hostOf = (name: string): Host => {
    const known = hosts.get(name) ?? {
      gate: hostGate({ most: perHost, gapMs, now: Date.now, wait }),
      silences: 0,
    };
    hosts.set(name, known);
    return known;
  };
  const askUnlessSilent = async (host: Host, ask: () => Promise<Answer>): Promise<Answer> => {
    if (host.silences >= mostSilences) return { kind: 'failed', code: ownFailures.silentHost };
    const answer = await ask();
    const isSilence = answer.kind === 'failed' && answer.code === ownFailures.timeout;
    host.silences = isSilence ? host.silences + 1 : 0;
    return answer;
  };
  return {
    async ask(method, url) {
      const host = hostOf(url.host);
      try {
        return await host.gate.pass(() => askUnlessSilent(host, () => http.ask(method, url)));
      } catch (error) {
        if (!signal.aborted) throw error;
        return { kind: 'failed', code: ownFailures.outOfTime };
      }
    },
    postpone: (host, ms) => hostOf(host).gate.close(ms),
  };
}
