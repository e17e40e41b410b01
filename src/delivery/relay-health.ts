import { lastingTrouble } from './lasting-trouble.ts';
import type { Receipt } from './receipt.ts';
import { isTurnedAway, type Refusal, refusalCause } from './refusal-cause.ts';
import { refusalWindow } from './refusal-window.ts';

const minuteMs = 60_000;
/** A restart takes seconds. */
const away = { patienceMs: minuteMs, forgetAfterMs: 5 * minuteMs, atLeast: 1 };
/** A relay that is too busy for an hour to take anything at all hardly suffers from load. */
const busy = { patienceMs: 60 * minuteMs, forgetAfterMs: 5 * minuteMs, atLeast: 1 };
/** One domain puts off as it likes, and a list that is nearly done has only those left, at intervals of a retry. */
const barred = { patienceMs: 60 * minuteMs, forgetAfterMs: 60 * minuteMs, atLeast: 5 };
/** One message may be such that a filter dies of it, and a restart cuts every connection once. */
const cutOff = { patienceMs: 15_000, forgetAfterMs: minuteMs, atLeast: 5 };
const shortestWaitMs = 500;
const longestWaitMs = 10_000;

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
 * cured by trying again; a relay that is away, busy, or cuts what it began is waited for, by time and not by count,
 * since all connections of a worker fail at once; one that refuses nearly everybody, or puts everybody off, would fail
 * the whole list for a fault that is not theirs.
 */
export interface RelayHealth {
  /** @param domain the recipient's */
  note(receipt: Receipt, domain: string, now: Date): RelayNote;
}

/** @param name the relay's, for the editor */
export function relayHealth(name: string): RelayHealth {
  const troubles = {
    away: lastingTrouble(away),
    busy: lastingTrouble(busy),
    barred: lastingTrouble(barred),
    cutOff: lastingTrouble(cutOff),
  };
  const window = refusalWindow(`The relay ${name}`);

  function noteUnreachable(receipt: Extract<Receipt, { kind: 'unreachable' }>, now: Date): RelayNote {
    if (receipt.at !== 'connect') return { fault: unusable(receipt), waitMs: 0 };
    const { lastedMs, isTooLong } = troubles.away.note(name, now);
    return { fault: isTooLong ? unusable(receipt) : null, waitMs: longerAndLonger(lastedMs) };
  }

  function noteBusy(text: string, now: Date): RelayNote {
    const { isTooLong } = troubles.busy.note(name, now);
    return { fault: isTooLong ? tooBusy(name, text) : null, waitMs: 0 };
  }

  function noteCutOff(receipt: Extract<Receipt, { kind: 'lost' | 'unknown' }>, now: Date): RelayNote {
    const { lastedMs, isTooLong } = troubles.cutOff.note(receipt, now);
    const waitMs = lastedMs === 0 ? 0 : longerAndLonger(lastedMs);
    return { fault: isTooLong ? cutsOff(name, receipt) : null, waitMs };
  }

  function noteRefused(refusal: Refusal, domain: string, now: Date): RelayNote {
    const cause = refusalCause(refusal);
    const { text } = refusal.reply;
    if (cause === 'busy-relay') return noteBusy(text, now);
    if (cause === 'login' || cause === 'sender') return { fault: refusesUs(name, cause, text), waitMs: 0 };
    if (cause === 'busy-domain' && troubles.barred.note(domain, now).isTooLong)
      return { fault: bars(name, text), waitMs: 0 };
    return { fault: window.noteRefused(refusal, cause, domain), waitMs: 0 };
  }

  return {
    note(receipt, domain, now) {
      if (receipt.kind === 'unreachable' && !isTurnedAway(receipt)) return noteUnreachable(receipt, now);
      troubles.away.end();
      if (receipt.kind === 'unreachable') return noteBusy(receipt.problem, now);
      if (receipt.kind === 'lost' || receipt.kind === 'unknown') return noteCutOff(receipt, now);
      if (receipt.kind !== 'withheld') troubles.cutOff.end();
      if (receipt.kind === 'refused') return noteRefused(receipt, domain, now);
      if (receipt.kind === 'accepted') {
        troubles.busy.end();
        troubles.barred.end();
        window.noteAccepted();
      }
      return fine;
    },
  };
}

function longerAndLonger(lastedMs: number): number {
  return Math.min(Math.max(lastedMs, shortestWaitMs), longestWaitMs);
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

function bars(name: string, text: string): string {
  return (
    `The relay ${name} has put off everybody for an hour, at one domain after the other, which is hardly about them: ` +
    'look whether your address or domain is on a block list and whether SPF, DKIM and DMARC pass, mend that, and send ' +
    `again to go on. The last was put off with: ${text}`
  );
}

function cutsOff(name: string, { kind, problem }: Extract<Receipt, { kind: 'lost' | 'unknown' }>): string {
  const doubt =
    kind === 'unknown'
      ? ' It does so after the message, so only its log knows who has it: see there first.'
      : '';
  return `The relay ${name} answers, and then cuts every connection in the middle of a message: see what its log says and mend it, then send again to go on.${doubt} ${problem}`;
}
