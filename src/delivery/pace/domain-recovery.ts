/** How much a recipient domain gets while it recovers: so many messages in each window, over so many connections. */
export interface DomainAllowance {
  readonly messages: number;
  readonly windowSeconds: number;
  /** Of each worker. */
  readonly connections: number;
}

interface Step extends DomainAllowance {
  readonly untilMs: number;
}

const minuteMs = 60_000;
/** One message a minute at first; quicker at first, careful towards the end; after an hour and a half all is as before. */
const steps: readonly Step[] = [
  { untilMs: 5 * minuteMs, messages: 1, windowSeconds: 60, connections: 1 },
  { untilMs: 15 * minuteMs, messages: 1, windowSeconds: 15, connections: 1 },
  { untilMs: 30 * minuteMs, messages: 1, windowSeconds: 4, connections: 2 },
  { untilMs: 60 * minuteMs, messages: 1, windowSeconds: 1, connections: 4 },
  { untilMs: 90 * minuteMs, messages: 4, windowSeconds: 1, connections: 8 },
];

export const recoveryMs = steps.at(-1)?.untilMs ?? 0;

/** What a domain gets so long after it last asked for less; null where nothing holds it back any more. */
export function allowanceAfter(sinceMs: number): DomainAllowance | null {
  return steps.find(({ untilMs }) => sinceMs < untilMs) ?? null;
}

/**
 * When the nth message has its turn, in ms after the domain asked for less. Whatever is beyond the recovery has its
 * turn at the end of it, when there are no turns any more.
 *
 * @param nth counted from 1
 */
export function turnOf(nth: number): number {
  let left = nth;
  let fromMs = 0;
  for (const { untilMs, messages, windowSeconds } of steps) {
    const eachMs = (windowSeconds * 1000) / messages;
    const turns = (untilMs - fromMs) / eachMs;
    if (left <= turns) return fromMs + left * eachMs;
    left -= turns;
    fromMs = untilMs;
  }
  return fromMs;
}

/** How many turns are over by then: the inverse of {@link turnOf}. */
export function turnsBy(sinceMs: number): number {
  let turns = 0;
  let fromMs = 0;
  for (const { untilMs, messages, windowSeconds } of steps) {
    const spentMs = Math.max(0, Math.min(sinceMs, untilMs) - fromMs);
    turns += (spentMs * messages) / (windowSeconds * 1000);
    fromMs = untilMs;
  }
  return Math.floor(turns);
}
