import type { Receipt } from './receipt.ts';

/** How many failed connections in a row stop a send that was going well. */
const tolerance = 5;
const firstWaitMs = 500;

export interface RelayHealth {
  /** Takes note of a receipt: whether to stop the send and why, or how long to wait before the next attempt. */
  note(receipt: Receipt): { readonly pauseReason: string | null; readonly waitMs: number };
}

/**
 * Tells a relay that is gone for good from one that stumbles. A refused login or a failed TLS handshake is never
 * cured by trying again; a connection that fails before any ever worked is a wrong address.
 */
export function relayHealth(): RelayHealth {
  let hasWorked = false;
  let failures = 0;
  return {
    note(receipt) {
      if (receipt.kind !== 'unreachable') {
        hasWorked = true;
        failures = 0;
        return { pauseReason: null, waitMs: 0 };
      }
      failures += 1;
      const isHopeless = receipt.at !== 'connect' || !hasWorked || failures >= tolerance;
      return { pauseReason: isHopeless ? receipt.problem : null, waitMs: firstWaitMs * 2 ** (failures - 1) };
    },
  };
}
