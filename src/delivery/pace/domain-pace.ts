import { ConnectionShares, type Permit } from './connection-shares.ts';
import { DomainPenalties, type FollowedPenalty, nextTurn } from './domain-penalties.ts';
import type { DomainAllowance } from './domain-recovery.ts';
import type { PaceStore } from './pace-store.ts';

/** Whether a message to a domain may go now; if not, when it is worth another look, and why, for the editor. */
export type Admission =
  | {
      readonly mayGo: true;
      /** To be called when the message has got a connection, and when it waits for the relay again after a rest. */
      readonly begin: () => void;
      /** To be called when it waits for something else than the relay: the domain is not slow for that. */
      readonly rest: () => void;
      /** Must be called, whatever comes of it: with the words in which the domain asked for less, or null. */
      readonly end: (asksForLess: string | null) => void;
    }
  | { readonly mayGo: false; readonly until: Date; readonly why: string };

/** How fast each recipient domain gets mail: its share of this worker's connections, and less where it asked for less. */
export interface DomainPace {
  /** A promise only where there is something to wait for. @param isAhead whether it goes at once, whatever waits */
  admit(domain: string, isAhead?: boolean): Admission | Promise<Admission>;
  /** Takes note of what the other workers were told. To be called every second or so. */
  refresh(): Promise<void>;
}

export interface DomainPaceOptions {
  /** Of this worker. */
  readonly connections: number;
  /** How many messages it has under way at once, those included that wait for a connection. */
  readonly messages: number;
  readonly store: PaceStore;
  readonly now: () => Date;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Told when the store cannot be reached; the pace is kept, on the safe side. */
  readonly onTrouble: (error: unknown) => void;
}

const lookAgainMs = 25;
/** Longer than this nobody waits for a permit with a job in hand, since there may be work for others. */
const longestWaitMs = 5_000;

export function domainPace(options: DomainPaceOptions): DomainPace {
  const { now } = options;
  const nowMs = () => now().getTime();
  const shares = new ConnectionShares(options.connections, options.messages);
  const penalties = new DomainPenalties(options.store, options.onTrouble);

  function go(domain: string, permit: Permit): Admission {
    return {
      mayGo: true,
      begin: () => permit.begin(nowMs()),
      rest: () => permit.rest(nowMs()),
      end(asksForLess) {
        permit.leave(nowMs());
        if (asksForLess !== null) penalties.begin(domain, asksForLess, now());
      },
    };
  }

  /** A permit may be free in a moment; but with a slow domain's jobs in hand there would be nobody for the others. */
  async function waitForPermit(domain: string): Promise<Admission> {
    for (
      let waitedMs = 0;
      waitedMs < longestWaitMs && !shares.isSlow(domain, nowMs());
      waitedMs += lookAgainMs
    ) {
      await options.wait(lookAgainMs);
      // Meanwhile the one before may have been told that the domain wants less.
      const held = penalties.find(domain, nowMs());
      if (held) return takeTurn(held.penalty, held.allowance);
      const permit = shares.take(domain, nowMs());
      if (permit) return go(domain, permit);
    }
    const afterMs = shares.returnAfterMs(domain, nowMs(), options.random());
    return { mayGo: false, until: new Date(nowMs() + afterMs), why: slowly(domain) };
  }

  async function takeTurn(penalty: FollowedPenalty, allowance: DomainAllowance): Promise<Admission> {
    const { domain, since, said } = penalty;
    // The first window passes without a message, as the domain wished.
    const isReady = nowMs() - since.getTime() >= allowance.windowSeconds * 1000;
    const isRoom = shares.inFlight(domain) < allowance.connections;
    if (isReady && isRoom && (await penalties.mayTake(penalty, allowance, now)))
      return go(domain, shares.force(domain));
    return { mayGo: false, until: nextTurn(penalty, now()), why: wantsLess(domain, said) };
  }

  return {
    admit(domain, isAhead = false) {
      if (isAhead) return go(domain, shares.force(domain));
      const held = penalties.find(domain, nowMs());
      if (held) return takeTurn(held.penalty, held.allowance);
      const permit = shares.take(domain, nowMs());
      return permit ? go(domain, permit) : waitForPermit(domain);
    },
    refresh: () => penalties.refresh(now),
  };
}

function slowly(domain: string): string {
  return `Waits its turn: ${domain} answers so slowly that it gets only few of the connections.`;
}

function wantsLess(domain: string, said: string): string {
  return `Waits its turn: ${domain} wants less mail for now. It said: ${said}`;
}
