/**
 * What a connection waits for: a request that has not wholly come, our answer, its client to take the answer, or the
 * next request.
 */
export type Stage = 'asking' | 'served' | 'reading' | 'idle';

/** One client's connection: who it counts to, and what it has been waiting for since when. */
export interface Connection {
  /** A proxy's connections count to nobody; what it passes on counts to its own client while it is answered. */
  readonly isProxy: boolean;
  /** As clientNetwork says; null where it counts to nobody. */
  network: string | null;
  stage: Stage;
  /** Milliseconds since the epoch. A byte at a time is no progress: only the next stage is. */
  since: number;
  /** True for one that has no place, and is only told so. */
  isRefused: boolean;
}

/** What a site grants its clients. Times in milliseconds. */
export interface ClientLimits {
  readonly maxConnections: number;
  readonly maxOfNetwork: number;
  /** How many without a place are waited for, to be told so or seated after all; those beyond are cut off. */
  readonly maxRefused: number;
  /** What a connection is granted before it gives up its place for another: its request may be here, and not yet read. */
  readonly graceMs: number;
  /** For a whole request, from the connection or its first byte to its end. */
  readonly requestMs: number;
  /** To take a whole answer. */
  readonly answerMs: number;
  /** From an answer to the next request. */
  readonly idleMs: number;
  /** The same for a proxy. */
  readonly proxyIdleMs: number;
  /** For the request of a client that has no place. */
  readonly refusedMs: number;
}

export const publicLimits: ClientLimits = {
  // A reader's request is over in milliseconds; more at once are no readers, and each holds memory.
  maxConnections: 1_000,
  // A provider presses the buttons of all its readers from a few addresses.
  maxOfNetwork: 200,
  maxRefused: 500,
  graceMs: 250,
  requestMs: 15_000,
  answerMs: 30_000,
  idleMs: 5_000,
  // Longer than Caddy (2 min) and nginx (1 min) keep one, so that they end it: a POST sent as we end it would be lost.
  proxyIdleMs: 150_000,
  refusedMs: 2_000,
};

/** Whether a client has had the time that it is granted for what it owes; we have any time for what we owe. */
export function isOverdue(connection: Connection, limits: ClientLimits, now: number): boolean {
  if (connection.stage === 'served') return false;
  const granted = { asking: limits.requestMs, reading: limits.answerMs, idle: idleMs(connection, limits) };
  const most = connection.isRefused ? limits.refusedMs : granted[connection.stage];
  return now - connection.since >= most;
}

function idleMs({ isProxy }: Connection, limits: ClientLimits): number {
  return isProxy ? limits.proxyIdleMs : limits.idleMs;
}

/**
 * Where one more finds a place among these: there is one, the connection that has owed us something for the longest time
 * gives up its own, or all are being served or have only just come.
 */
export function findPlace<One extends Connection>(
  among: readonly One[],
  places: number,
  { graceMs }: Pick<ClientLimits, 'graceMs'>,
  now: number,
): One | 'free' | 'full' {
  if (among.length < places) return 'free';
  let oldest: One | null = null;
  for (const one of among)
    if (one.stage !== 'served' && now - one.since >= graceMs && (oldest === null || one.since < oldest.since))
      oldest = one;
  return oldest ?? 'full';
}
