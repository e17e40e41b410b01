import { setTimeout as wait } from 'node:timers/promises';
import type { PaceStore } from '../../delivery/pace-store.ts';
import type { Relay } from '../../delivery/relay.ts';
import { type RelaySet, relaySet } from '../../delivery/relay-set.ts';
import { smtpTransport } from '../../delivery/transport-smtp.ts';

/**
 * The relays as one.
 *
 * @param connections to each relay, where its URL does not say
 */
export function openRelays(
  relays: readonly Relay[],
  connections: number,
  options: {
    readonly store: PaceStore;
    /** Aborted when nobody waits for a turn any more. */
    readonly signal: AbortSignal | null;
    readonly onTrouble: (error: unknown) => void;
  },
): RelaySet {
  const { store, signal, onTrouble } = options;
  return relaySet(
    relays.map((relay) => ({ relay, transport: smtpTransport(relay, relay.connections ?? connections) })),
    { store, onTrouble, now: () => new Date(), rest: (ms) => restUnless(signal, ms) },
  );
}

async function restUnless(signal: AbortSignal | null, ms: number): Promise<boolean> {
  await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  return !signal?.aborted;
}
