import type { Receipt } from './receipt.ts';

/** How long a relay that worked before may be away until the send is stopped: a restart takes seconds. */
const patienceMs = 60_000;
const shortestWaitMs = 500;
const longestWaitMs = 10_000;

export interface RelayHealth {
  /** Takes note of a receipt: whether to stop the send and why, or how long to wait before the next attempt. */
  note(receipt: Receipt, now: Date): { readonly pauseReason: string | null; readonly waitMs: number };
}

/**
 * Tells a relay that is gone for good from one that stumbles. A refused login or a failed TLS handshake is never
 * cured by trying again; a connection that fails before any ever worked is a wrong address. Judged by time and not by
 * count, since all connections of a worker fail at once.
 */
export function relayHealth(): RelayHealth {
  let hasWorked = false;
  let awaySince: Date | null = null;
  return {
    note(receipt, now) {
      if (receipt.kind !== 'unreachable') {
        hasWorked = true;
        awaySince = null;
        return { pauseReason: null, waitMs: 0 };
      }
      awaySince ??= now;
      const awayMs = now.getTime() - awaySince.getTime();
      const isHopeless = receipt.at !== 'connect' || !hasWorked || awayMs >= patienceMs;
      const waitMs = Math.min(Math.max(awayMs, shortestWaitMs), longestWaitMs);
      return { pauseReason: isHopeless ? receipt.problem : null, waitMs };
    },
  };
}
