import type { Database } from '../../database/database.ts';
import type { ResolveMx } from '../../delivery/pace/mail-host-dns.ts';
import type { Relay } from '../../delivery/relay/relay.ts';
import type { Outcome, Scope } from '../../ledger/delivery.ts';
import type { Clock } from '../clock.ts';
import type { SendingKeys } from '../keys.ts';

/** All that a worker is given, from the command that starts it down to each delivery. */
export interface WorkerSetup {
  readonly database: Database;
  /** Of the queue and the shared pace; null where both live in the database. */
  readonly redisUrl: string | null;
  /** Which sends are its own. */
  readonly scope: Scope;
  readonly relays: readonly Relay[];
  readonly keys: SendingKeys;
  /** To each relay, where its URL does not say. */
  readonly connections: number;
  readonly giveUpAfterMs: number;
  /** What this process was started as, for whoever asks which workers are alive. */
  readonly command: string;
  /** Aborted when the worker has to stop: from that moment it claims nothing. */
  readonly stop: AbortSignal;
  /** How long what is in flight then may take. Default half a minute. */
  readonly drainMs?: number;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Told of every attempt that ended, and of which send. */
  readonly onOutcome: (outcome: Outcome, send: number) => void;
  /** Trouble that passes by itself: told, and tried again. */
  readonly onTrouble: (error: unknown) => void;
  /**
   * Told once, where the worker must not go on: a newer version has changed the tables so that this one may not work on
   * them. It claims nothing more, and waits to be stopped.
   */
  readonly onRetired: (why: Error) => void;
  /** Asked in passing who answers for a domain; null where nobody is to be asked. */
  readonly resolveMx: ResolveMx | null;
  /** What had better not be as it is, in a sentence for the operator. */
  readonly warn: (text: string) => void;
}

/** The feed fills the queue from the ledger, the queue's jobs are delivered, housekeeping looks after both. */
export interface Worker {
  /**
   * Takes no new job, finishes those in flight as long as `drainMs` allows, closes the sends that are done, and gives
   * the lease back. What was not at its final dot by then goes back to pending, what was after it is in doubt.
   */
  stop(): Promise<void>;
}

/**
 * While one delivery has the connection, others are claimed, composed and signed before their turn or recorded after
 * it. The more there are, the more the ledger writes in one statement.
 */
export const jobsPerConnection = 3;

/** To all relays together. */
export function allConnections({ relays, connections }: Pick<WorkerSetup, 'relays' | 'connections'>): number {
  return relays.reduce((sum, relay) => sum + (relay.connections ?? connections), 0);
}

/** Which sends the process of one send works for: a rehearsal for itself; of real sends every worker takes its share. */
export function scopeOfSend(send: number, isRehearsal: boolean): Scope {
  return isRehearsal ? { rehearsal: true, send } : { rehearsal: false };
}
