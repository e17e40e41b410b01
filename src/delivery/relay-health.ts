import type { Receipt } from './receipt.ts';
import { isTurnedAway, type Refusal, refusalCause } from './refusal-cause.ts';
import { refusalWindow } from './refusal-window.ts';

/** How long a relay may be away until somebody must look after it: a restart takes seconds. */
const patienceMs = 60_000;
const shortestWaitMs = 500;
const longestWaitMs = 10_000;
/** How long a relay may be too busy to take anything at all: then it is hardly load. */
const maxBusyMs = 60 * 60_000;

/** Trouble that was not heard of for so long is over, though no message has gone since to show it. */
const forgetAfterMs = 5 * 60_000;

/** What one attempt says of the relay it was made through. */
export interface RelayNote {
  /** Why it cannot be used until somebody mends it, in sentences that say how; null where it can. */
  readonly fault: string | null;
  /** How long to leave it alone. */
  readonly waitMs: number;
}

const fine: RelayNote = { fault: null, waitMs: 0 };

/**
 * Watches over a relay that could be used when the work began. A refused login, return path or TLS handshake is never
 * cured by trying again; a relay that is away is waited for, by time and not by count, since all connections of a
 * worker fail at once; one that refuses nearly everybody would fail the whole list for a fault that is not theirs.
 */
export interface RelayHealth {
  /** @param domain the recipient's */
  note(receipt: Receipt, domain: string, now: Date): RelayNote;
}

/** @param name the relay's, for the editor */
export function relayHealth(name: string): RelayHealth {
  let awaySince: Date | null = null;
  let busySince: Date | null = null;
  let [lastAway, lastBusy] = [0, 0];
  const window = refusalWindow(`The relay ${name}`);

  function noteUnreachable(receipt: Extract<Receipt, { kind: 'unreachable' }>, now: Date): RelayNote {
    if (receipt.at !== 'connect') return { fault: unusable(receipt), waitMs: 0 };
    if (awaySince === null || now.getTime() - lastAway > forgetAfterMs) awaySince = now;
    lastAway = now.getTime();
    const awayMs = now.getTime() - awaySince.getTime();
    const waitMs = Math.min(Math.max(awayMs, shortestWaitMs), longestWaitMs);
    if (awayMs < patienceMs) return { fault: null, waitMs };
    awaySince = null;
    return { fault: unusable(receipt), waitMs };
  }

  function noteBusy(text: string, now: Date): RelayNote {
    if (busySince === null || now.getTime() - lastBusy > forgetAfterMs) busySince = now;
    lastBusy = now.getTime();
    if (now.getTime() - busySince.getTime() < maxBusyMs) return fine;
    busySince = null;
    return { fault: tooBusy(name, text), waitMs: 0 };
  }

  function noteRefused(refusal: Refusal, domain: string, now: Date): RelayNote {
    const cause = refusalCause(refusal);
    const { text } = refusal.reply;
    if (cause === 'busy-relay') return noteBusy(text, now);
    if (cause === 'login' || cause === 'sender') return { fault: refusesUs(name, cause, text), waitMs: 0 };
    return { fault: window.noteRefused(refusal, cause, domain), waitMs: 0 };
  }

  return {
    note(receipt, domain, now) {
      if (receipt.kind === 'unreachable' && !isTurnedAway(receipt)) return noteUnreachable(receipt, now);
      awaySince = null;
      if (receipt.kind === 'unreachable') return noteBusy(receipt.problem, now);
      if (receipt.kind === 'refused') return noteRefused(receipt, domain, now);
      if (receipt.kind === 'accepted') {
        busySince = null;
        window.noteAccepted();
      }
      return fine;
    },
  };
}

const remedies = {
  connect: 'Nobody has answered for a minute: see that it runs and that SMTP_URL has its host and port',
  tls: 'No message goes out over a connection that cannot be trusted: see to its certificate, or to tls= in SMTP_URL',
  login: 'See to the user and the password in SMTP_URL',
} as const;

function unusable({ at, problem }: Extract<Receipt, { kind: 'unreachable' }>): string {
  return `${problem} ${remedies[at]}, then send again to go on.`;
}

function refusesUs(name: string, cause: 'login' | 'sender', text: string): string {
  const what =
    cause === 'login'
      ? 'wants a login that it accepts: see to the user and the password in SMTP_URL'
      : 'refuses our return path: let it know that domain, or set another returnPathDomain in pennypost.yaml';
  return `The relay ${name} ${what}, then send again to go on. It would refuse every recipient. It said: ${text}`;
}

function tooBusy(name: string, text: string): string {
  return (
    `The relay ${name} has been too busy for an hour to take anything: see whether a quota is used up, and send again ` +
    `to go on. It said: ${text}`
  );
}
