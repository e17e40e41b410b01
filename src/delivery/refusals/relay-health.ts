import { isPermanent } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { lastingTrouble } from './lasting-trouble.ts';
import { isTurnedAway, type Refusal, type RefusalCause } from './refusal-cause.ts';
import { type OurRefusals, refusalWindows, type WindowRefusal } from './refusal-window.ts';
import { loginFirst, refusesSender, wantsLogin } from './refuses-us.ts';

const minuteMs = 60_000;
/** A restart takes seconds. */
const away = { patienceMs: minuteMs, forgetAfterMs: 5 * minuteMs, atLeast: 1 };
/** A relay that is too busy for an hour to take anything at all hardly suffers from load. */
const busy = { patienceMs: 60 * minuteMs, forgetAfterMs: 5 * minuteMs, atLeast: 1 };
/** One domain puts off as it likes, and a list that is nearly done has only those left, at intervals of a retry. */
const barred = { patienceMs: 60 * minuteMs, forgetAfterMs: 60 * minuteMs, atLeast: 5 };
/** One message may be such that a filter dies of it, and a restart cuts every connection once. */
const cutOff = { patienceMs: 15_000, forgetAfterMs: minuteMs, atLeast: 5 };
/** What is said of everybody for so long, and nobody taken meanwhile, does not pass by itself. */
const putOffPatienceMs = 30_000;
const puttingOff = { patienceMs: Number.POSITIVE_INFINITY, forgetAfterMs: 5 * minuteMs, atLeast: 1 };
const shortestWaitMs = 500;
const longestWaitMs = 10_000;

/** What one attempt says of the relay it was made through. */
export interface RelayNote {
  /** Why it cannot be used until somebody mends it, in sentences that say how; null where it can. */
  readonly fault: string | null;
  /** How long to leave it alone. */
  readonly waitMs: number;
  /** The refusals that are about us, which may be the fault. */
  readonly ours: OurRefusals | null;
}

/** For whom an attempt was made. */
export interface Addressed {
  readonly send: number;
  /** The recipient's. */
  readonly domain: string;
}

/** What a refusal is about, and what stands for all in its words. */
export interface JudgedRefusal {
  readonly cause: RefusalCause;
  readonly key: string;
  /** Whom it puts off for now, where that is to be judged; see refusal-cause.ts. */
  readonly putsOff: 'everybody' | 'recipient' | null;
}

const fine: RelayNote = { fault: null, waitMs: 0, ours: null };
/** Quotas are counted over the last twenty-four hours, or begin anew at a midnight that only the relay knows. */
const quotaMs = 24 * 60 * minuteMs;

/**
 * Watches over a relay that could be used when the work began. A refused login, return path or TLS handshake is never
 * cured by trying again; a relay that is away, busy, or cuts what it began is waited for, by time and not by count,
 * since all connections of a worker fail at once; one that refuses nearly everybody, or puts everybody off, would fail
 * the whole list for a fault that is not theirs.
 */
export interface RelayHealth {
  /** @param judged where the receipt is a refusal */
  note(receipt: Receipt, to: Addressed, now: Date, judged: JudgedRefusal | null): RelayNote;
}

/** @param name the relay's, for the editor */
export function relayHealth(name: string): RelayHealth {
  const troubles = noTroubles();
  const windowOf = refusalWindows(`The relay ${name}`);
  const noteRefused = refusalNotes(name, troubles, windowOf);

  function noteUnreachable(receipt: Extract<Receipt, { kind: 'unreachable' }>, now: Date): RelayNote {
    if (receipt.at !== 'connect') return faulty(unusable(receipt));
    const { lastedMs, isTooLong } = troubles.away.note(name, now);
    return { fault: isTooLong ? unusable(receipt) : null, waitMs: longerAndLonger(lastedMs), ours: null };
  }

  function noteCutOff(receipt: Extract<Receipt, { kind: 'lost' | 'unknown' }>, now: Date): RelayNote {
    const { lastedMs, isTooLong } = troubles.cutOff.note(receipt, now);
    const waitMs = lastedMs === 0 ? 0 : longerAndLonger(lastedMs);
    return { fault: isTooLong ? cutsOff(name, receipt) : null, waitMs, ours: null };
  }

  function noteSpoken(receipt: Receipt, to: Addressed, now: Date, judged: JudgedRefusal | null): RelayNote {
    troubles.away.end();
    if (receipt.kind === 'unreachable') return noteBusy(name, troubles, receipt.problem, now);
    if (receipt.kind === 'lost' || receipt.kind === 'unknown') return noteCutOff(receipt, now);
    if (receipt.kind !== 'withheld') troubles.cutOff.end();
    if (receipt.kind === 'refused' && judged) return noteRefused(receipt, to, now, judged);
    if (receipt.kind === 'too_large') return faulty(`${receipt.problem} ${smaller}`);
    if (receipt.kind !== 'accepted') return fine;
    troubles.busy.end();
    troubles.barred.end();
    troubles.putOff.end();
    windowOf(to.send).noteAccepted();
    return fine;
  }

  return {
    note: (receipt, to, now, judged) =>
      receipt.kind === 'unreachable' && !isTurnedAway(receipt)
        ? noteUnreachable(receipt, now)
        : noteSpoken(receipt, to, now, judged),
  };
}

type Troubles = ReturnType<typeof noTroubles>;

function noteBusy(name: string, troubles: Troubles, text: string, now: Date): RelayNote {
  return troubles.busy.note(name, now).isTooLong ? faulty(tooBusy(name, text)) : fine;
}

/** What a refusal says of the relay. */
function refusalNotes(name: string, troubles: Troubles, windowOf: ReturnType<typeof refusalWindows>) {
  /** What is said of everybody has no domain, and is no fault for a moment. */
  function notePutOff(
    who: 'everybody' | 'recipient',
    refusal: WindowRefusal,
    send: number,
    now: Date,
  ): OurRefusals | null {
    if (who === 'recipient') return windowOf(send).noteRefused(refusal);
    const isLasting = troubles.putOff.note(name, now).lastedMs >= putOffPatienceMs;
    return windowOf(send).noteRefused({ ...refusal, domain: null }, isLasting);
  }

  function note(refusal: Refusal, to: Addressed, now: Date, judged: JudgedRefusal): RelayNote {
    const { reply } = refusal;
    const { cause, key, putsOff } = judged;
    const fault = faultAtOnce(name, cause, refusal, now);
    if (fault !== null) return faulty(fault);
    if (isPermanent(reply))
      return judging(windowOf(to.send).noteRefused({ reply, cause, key, domain: to.domain }));
    const ours = putsOff && notePutOff(putsOff, { reply, cause, key, domain: to.domain }, to.send, now);
    if (ours) return judging(ours);
    if (cause === 'busy-relay') return noteBusy(name, troubles, reply.text, now);
    const isBarred = cause === 'busy-domain' && troubles.barred.note(to.domain, now).isTooLong;
    return isBarred ? faulty(bars(name, reply.text)) : fine;
  }

  return (refusal: Refusal, to: Addressed, now: Date, judged: JudgedRefusal): RelayNote => {
    const noted = note(refusal, to, now, judged);
    const isMissing = refusal.withoutLogin === 'offered' && noted.fault !== null && judged.cause !== 'login';
    return isMissing ? withLoginFirst(name, noted) : noted;
  };
}

const smaller =
  'Every recipient would get as much, so nobody was sent it: make the issue smaller, or let the relay take more, and send again to go on.';

function noTroubles() {
  return {
    away: lastingTrouble(away),
    busy: lastingTrouble(busy),
    barred: lastingTrouble(barred),
    cutOff: lastingTrouble(cutOff),
    putOff: lastingTrouble(puttingOff),
  };
}

function judging(ours: OurRefusals | null): RelayNote {
  return { fault: ours?.onlyDomains === null ? ours.reason : null, waitMs: 0, ours };
}

function faulty(fault: string | null): RelayNote {
  return { fault, waitMs: 0, ours: null };
}

/** What no repetition cures, and needs no second refusal to be believed; null where it is nothing of that. */
function faultAtOnce(name: string, cause: RefusalCause, refusal: Refusal, now: Date): string | null {
  if (cause === 'login') return wantsLogin(name, refusal);
  if (cause === 'sender') return refusesSender(name, refusal.reply);
  return cause === 'quota' ? usedUp(name, refusal.reply.text, now) : null;
}

/** Most of what a relay can refuse, it refuses for that. */
function withLoginFirst(name: string, { fault, waitMs, ours }: RelayNote): RelayNote {
  const reason = `${loginFirst(name)} ${fault}`;
  return { fault: reason, waitMs, ours: ours && { ...ours, reason } };
}

function longerAndLonger(lastedMs: number): number {
  return Math.min(Math.max(lastedMs, shortestWaitMs), longestWaitMs);
}

const remedies = {
  connect: 'Nobody has answered for a minute: see that it runs and that SMTP_URL has its host and port',
  lasting: 'See that SMTP_URL has its host and port, and that it lets this machine in',
  tls: 'No message goes out over a connection that cannot be trusted: see to its certificate, or to tls= in SMTP_URL',
  login: 'See to the user and the password in SMTP_URL',
} as const;

function unusable({ at, problem, isLasting }: Extract<Receipt, { kind: 'unreachable' }>): string {
  return `${problem} ${remedies[isLasting ? 'lasting' : at]}, then send again to go on.`;
}

function tooBusy(name: string, text: string): string {
  return (
    `The relay ${name} has been too busy for an hour to take anything: see whether a quota is used up, and send again ` +
    `to go on. It said: ${text}`
  );
}

function usedUp(name: string, text: string, now: Date): string {
  const until = new Date(now.getTime() + quotaMs).toISOString().slice(0, 16).replace('T', ' ');
  return (
    `The relay ${name} takes no more from you today, and nobody has failed: send again to go on after ${until} UTC, when ` +
    `a day will have passed, or with a larger quota. It said: ${text}`
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
