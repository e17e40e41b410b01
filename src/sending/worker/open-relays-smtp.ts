import type { PaceStore } from '../../delivery/pace/pace-store.ts';
import type { Relay } from '../../delivery/relay/relay.ts';
import { type RelaySet, relaySet } from '../../delivery/relay-set.ts';
import { smtpTransport } from '../../delivery/smtp/transport-smtp.ts';
import type { Clock } from '../clock.ts';
import { readRefusal } from './read-refusal.ts';

export interface RelayOptions {
  readonly store: PaceStore;
  readonly clock: Clock;
  /** Aborted when nobody waits for a turn any more. */
  readonly signal?: AbortSignal;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * The relays as one.
 *
 * @param connections to each relay, where its URL does not say
 */
export function openRelays(
  relays: readonly Relay[],
  connections: number,
  { store, clock, signal, onTrouble }: RelayOptions,
): RelaySet {
  const transports = relays.map((relay) => ({
    relay,
    transport: smtpTransport(relay, relay.connections ?? connections),
  }));
  const rest = async (ms: number) => {
    await clock.wait(ms, signal);
    return !signal?.aborted;
  };
  return relaySet(transports, readRefusal, { store, onTrouble, now: clock.now, rest });
}
