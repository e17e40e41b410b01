import { UsualDuration } from './usual-duration.ts';

/** A slow domain, or one not yet known, gets so many of the connections, and at least one. */
const smallShare = 1 / 20;
/** Until it is known what is usual, a domain that waits gets a tenth of the messages more, so often. */
const growEveryMs = 250;
const growShare = 1 / 10;
/** A domain is forgotten when so many others came after it; a list may have a hundred thousand. */
const domainsKept = 1000;
const shortestReturnMs = 5_000;
const longestReturnMs = 10 * 60_000;

/** A message's permit to be among those under way. */
export interface Permit {
  /**
   * The message waits for the relay now, for the first time or again after a rest. What it waited for before was no fault
   * of the domain.
   */
  begin(nowMs: number): void;
  /** It waits for something else, with the connection in hand. */
  rest(nowMs: number): void;
  /** To be called once, when the message has gone or failed. */
  leave(nowMs: number): void;
}

interface Share {
  permits: number;
  /** Those that wait for the relay, each since when, what it waited before a rest counted in. */
  readonly begun: Set<{ readonly at: number }>;
  /** How many permits it may have, doubled by each message that took no longer than usual. */
  limit: number;
  /** How long the last message took, where that was slow. */
  slowMs: number | null;
  putBack: number;
}

/**
 * Shares the connections of a worker among the recipient domains. A domain that answers much more slowly than the
 * others would in time hold every connection, since each message to it is held longest; so it gets a small share, and
 * the others keep the rest. One not yet known begins with that share, and has all of them after a few quick messages.
 */
export class ConnectionShares {
  readonly #messages: number;
  readonly #leastShare: number;
  readonly #shares = new Map<string, Share>();
  readonly #usual = new UsualDuration();

  /**
   * @param connections of this worker
   * @param messages how many of its messages are under way at once, those included that wait for a connection
   */
  constructor(connections: number, messages: number) {
    this.#messages = messages;
    this.#leastShare = Math.max(1, Math.floor(connections * smallShare));
  }

  /** A permit for a message to this domain, or null where the domain has its share. */
  take(domain: string, nowMs: number): Permit | null {
    const share = this.#shareOf(domain);
    return share.permits < this.#limitOf(share, nowMs) ? this.#enter(share) : null;
  }

  /** A permit in any case: for a domain that is held back by other means. */
  force(domain: string): Permit {
    return this.#enter(this.#shareOf(domain));
  }

  inFlight(domain: string): number {
    return this.#shares.get(domain)?.permits ?? 0;
  }

  /** Whether it is no use to wait for a permit. */
  isSlow(domain: string, nowMs: number): boolean {
    const share = this.#shares.get(domain);
    return share !== undefined && this.#isSlow(share, nowMs);
  }

  /**
   * How long a delivery that is put back should stay away: in the order in which they were put back, as fast as the
   * domain takes them.
   */
  returnAfterMs(domain: string, nowMs: number, random: number): number {
    const share = this.#shareOf(domain);
    share.putBack += 1;
    const eachMs = Math.max(share.slowMs ?? 0, ageMs(share, nowMs)) / this.#leastShare;
    const turnMs = Math.min(Math.max(share.putBack * eachMs, shortestReturnMs), longestReturnMs);
    // Half of it at least, so that those at the far end do not all come back at once.
    return turnMs * (1 - random / 2);
  }

  #shareOf(domain: string): Share {
    const known = this.#shares.get(domain);
    if (known) {
      // The last one asked for stands last, so the first is the one to forget.
      this.#shares.delete(domain);
      this.#shares.set(domain, known);
      return known;
    }
    const share = { permits: 0, begun: new Set<never>(), limit: this.#leastShare, slowMs: null, putBack: 0 };
    this.#shares.set(domain, share);
    if (this.#shares.size > domainsKept) this.#forgetOldest();
    return share;
  }

  #forgetOldest(): void {
    for (const [domain, { permits }] of this.#shares) {
      if (permits > 0) continue;
      this.#shares.delete(domain);
      return;
    }
  }

  #isSlow(share: Share, nowMs: number): boolean {
    return this.#usual.isKnown && (share.slowMs !== null || this.#usual.isSlow(ageMs(share, nowMs)));
  }

  #limitOf(share: Share, nowMs: number): number {
    if (this.#isSlow(share, nowMs)) return this.#leastShare;
    if (this.#usual.isKnown) return share.limit;
    const growth = Math.floor(ageMs(share, nowMs) / growEveryMs) * Math.max(1, this.#messages * growShare);
    return share.limit + growth;
  }

  #enter(share: Share): Permit {
    let begun: { readonly at: number } | null = null;
    /** What it has waited for the relay up to a rest. */
    let restedAfterMs: number | null = null;
    const stop = (nowMs: number): number | null => {
      if (!begun) return restedAfterMs;
      share.begun.delete(begun);
      return nowMs - begun.at;
    };
    share.permits += 1;
    share.putBack = Math.max(0, share.putBack - 1);
    return {
      begin: (nowMs) => {
        // It can get a second connection, where the first was none any more.
        if (begun) share.begun.delete(begun);
        begun = { at: nowMs - (restedAfterMs ?? 0) };
        restedAfterMs = null;
        share.begun.add(begun);
      },
      rest: (nowMs) => {
        restedAfterMs = stop(nowMs);
        begun = null;
      },
      leave: (nowMs) => {
        share.permits -= 1;
        const tookMs = stop(nowMs);
        if (tookMs !== null) this.#learn(share, tookMs);
      },
    };
  }

  #learn(share: Share, tookMs: number): void {
    const isSlow = this.#usual.isSlow(tookMs);
    share.slowMs = isSlow ? tookMs : null;
    share.limit = isSlow ? this.#leastShare : Math.min(this.#messages, share.limit * 2);
    this.#usual.learn(tookMs);
  }
}

/** How long the message has taken so far that has waited longest for the relay. */
function ageMs({ begun }: Share, nowMs: number): number {
  let oldestAt = nowMs;
  for (const { at } of begun) oldestAt = Math.min(oldestAt, at);
  return nowMs - oldestAt;
}
