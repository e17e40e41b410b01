import { isPermanent } from '../mail/smtp-reply.ts';
import type { Receipt } from './receipt.ts';

/** How long a relay may be away until the send is stopped: a restart takes seconds. */
const patienceMs = 60_000;
const shortestWaitMs = 500;
const longestWaitMs = 10_000;
/** Of the last fifty that the relay decided on, more than a fifth refused for good is no list, it is a fault of ours. */
const windowSize = 50;
const maxRefusedShare = 0.2;
/** A relay that has accepted nobody yet is believed sooner. */
const maxRefusedAtFirst = 5;

export interface RelayHealth {
  /** Takes note of a receipt: whether to stop the send and why, or how long to wait before the next attempt. */
  note(receipt: Receipt, now: Date): { readonly pauseReason: string | null; readonly waitMs: number };
}

/**
 * Watches over a relay that could be used when the work began. A refused login or a failed TLS handshake is never
 * cured by trying again; a relay that is away is waited for, by time and not by count, since all connections of a
 * worker fail at once; one that refuses nearly everybody would fail the whole list for a fault that is not theirs.
 */
export function relayHealth(): RelayHealth {
  let awaySince: Date | null = null;
  let isEverAccepted = false;
  let decided: boolean[] = [];

  function noteUnreachable(receipt: Extract<Receipt, { kind: 'unreachable' }>, now: Date) {
    awaySince ??= now;
    const awayMs = now.getTime() - awaySince.getTime();
    const isHopeless = receipt.at !== 'connect' || awayMs >= patienceMs;
    if (isHopeless) awaySince = null;
    const waitMs = Math.min(Math.max(awayMs, shortestWaitMs), longestWaitMs);
    return { pauseReason: isHopeless ? receipt.problem : null, waitMs };
  }

  function refusesTooMany(receipt: Receipt): string | null {
    const isRefused = receipt.kind === 'refused' && isPermanent(receipt.reply);
    if (receipt.kind !== 'accepted' && !isRefused) return null;
    isEverAccepted ||= !isRefused;
    decided = [...decided, isRefused].slice(-windowSize);
    const refused = decided.filter(Boolean).length;
    const isTooMany = isEverAccepted
      ? decided.length === windowSize && refused > windowSize * maxRefusedShare
      : refused >= maxRefusedAtFirst;
    if (!isTooMany || receipt.kind !== 'refused') return null;
    const count = decided.length;
    decided = [];
    return `The relay refused ${refused} of the last ${count} recipients for good, the last with: ${receipt.reply.text}`;
  }

  return {
    note(receipt, now) {
      if (receipt.kind === 'unreachable') return noteUnreachable(receipt, now);
      awaySince = null;
      return { pauseReason: refusesTooMany(receipt), waitMs: 0 };
    },
  };
}
