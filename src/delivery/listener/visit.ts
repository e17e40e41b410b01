/** One client's connection to a listener, from its greeting to its end: what it has done so far. */
export interface Visit {
  /** Where it comes from, as clientNetwork says. */
  readonly network: string;
  /** When it came, or when its last message was kept: milliseconds since the epoch. */
  progressAt: number;
  /** Everything it has sent. */
  bytes: number;
  /** How much of that was the content of messages. */
  messageBytes: number;
  /** Bytes that were neither, up to its last message. */
  talkBefore: number;
  messages: number;
  refusedRecipients: number;
  /** True from DATA to the final dot. */
  isSending: boolean;
  /** True while we are at work on its message: it waits for us, and not we for it. */
  isServed: boolean;
}

/** What a listener grants its clients. Times in milliseconds. */
export interface VisitLimits {
  readonly maxVisits: number;
  readonly maxVisitsOfNetwork: number;
  /** From one message to the next, its content included: who sends a byte at a time is not waited for. */
  readonly messageMs: number;
  /** What a client without progress is granted once all places are taken and another one knocks. */
  readonly graceMs: number;
  readonly maxBytes: number;
  /** Commands and whatever else is not the content of a message, between two messages. */
  readonly maxTalkBytes: number;
  readonly maxMessages: number;
  readonly maxRefusedRecipients: number;
}

export function newVisit(network: string, now: number): Visit {
  const nothing = { bytes: 0, messageBytes: 0, talkBefore: 0, messages: 0, refusedRecipients: 0 };
  return { network, progressAt: now, ...nothing, isSending: false, isServed: false };
}

/** Notes that a message of the client was kept, or refused after we had read it whole. */
export function noteMessage(visit: Visit, now: number): void {
  visit.progressAt = now;
  visit.messages += 1;
  visit.talkBefore = visit.bytes - visit.messageBytes;
  visit.isSending = false;
  visit.isServed = false;
}

/** Why a visit ends here, for the client's log; null while it may go on. */
export function whyEnd(visit: Visit, limits: VisitLimits, now: number): string | null {
  if (visit.isServed) return null;
  if (now - visit.progressAt > limits.messageMs) return 'No message in all this time';
  if (visit.bytes > limits.maxBytes) return 'Too much for one connection';
  if (visit.bytes - visit.messageBytes - visit.talkBefore > limits.maxTalkBytes)
    return 'Too many commands without a message';
  return null;
}

/** No limits at all, for clients that are our own. */
export const unlimited: VisitLimits = {
  maxVisits: Number.POSITIVE_INFINITY,
  maxVisitsOfNetwork: Number.POSITIVE_INFINITY,
  messageMs: Number.POSITIVE_INFINITY,
  graceMs: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  maxTalkBytes: Number.POSITIVE_INFINITY,
  maxMessages: Number.POSITIVE_INFINITY,
  maxRefusedRecipients: Number.POSITIVE_INFINITY,
};

/** Why somebody who knocks is not let in; null where there is a place. */
export function whyTurnAway(
  visits: Iterable<Visit>,
  network: string,
  { maxVisits, maxVisitsOfNetwork }: VisitLimits,
): 'too many of this network' | 'full' | null {
  const all = [...visits];
  if (all.filter((visit) => visit.network === network).length >= maxVisitsOfNetwork)
    return 'too many of this network';
  return all.length >= maxVisits ? 'full' : null;
}

/** Who gives up a place for somebody new: whoever has shown nothing for the longest time, once the grace is over. */
export function choosePlace<Key>(
  visits: ReadonlyMap<Key, Visit>,
  { graceMs }: VisitLimits,
  now: number,
): Key | null {
  const idle = [...visits].filter(([, visit]) => !visit.isServed && now - visit.progressAt > graceMs);
  return idle.sort(([, a], [, b]) => a.progressAt - b.progressAt)[0]?.[0] ?? null;
}
