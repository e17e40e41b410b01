import type { ClaimedDelivery, DeliveryId, Outcome } from '../ledger/delivery.ts';
import type { Envelope } from '../mail/envelope.ts';
import { judge } from './judge.ts';
import { relayHealth } from './relay-health.ts';
import type { Transport } from './transport.ts';

/** The ledger as delivery uses it; all writes are committed when these return. */
export interface DeliveryLedger {
  claim(id: DeliveryId): Promise<ClaimedDelivery | null>;
  commit(claimed: ClaimedDelivery): Promise<boolean>;
  record(entry: { readonly claimed: ClaimedDelivery; readonly outcome: Outcome }): Promise<boolean>;
  pause(send: number, reason: string): Promise<void>;
}

export interface ComposedDelivery {
  readonly envelope: Envelope;
  readonly message: Buffer;
}

export interface DeliverOptions {
  readonly ledger: DeliveryLedger;
  readonly compose: (claimed: ClaimedDelivery) => Promise<ComposedDelivery>;
  readonly transport: Transport;
  readonly now: () => Date;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Told of every attempt that ended, for progress and logs. */
  readonly onOutcome?: (claimed: ClaimedDelivery, outcome: Outcome) => void;
}

/** One delivery to one SMTP transaction: claim, compose, send, judge, record. */
export function deliverWith(options: DeliverOptions): (id: DeliveryId) => Promise<void> {
  const { ledger, transport } = options;
  const health = relayHealth();
  return async (id) => {
    const claimed = await ledger.claim(id);
    if (!claimed) return;
    const { envelope, message } = await options.compose(claimed);
    const receipt = await transport.send(envelope, message, () => ledger.commit(claimed));
    const { outcome, pauseReason } = judge(receipt, claimed.attempt, options.now(), options.random());
    await recordPatiently(() => ledger.record({ claimed, outcome }), options.wait);
    options.onOutcome?.(claimed, outcome);
    const { pauseReason: relayReason, waitMs } = health.note(receipt, options.now());
    const reason = pauseReason ?? relayReason;
    if (reason) await ledger.pause(id.send, reason);
    else if (waitMs > 0) await options.wait(waitMs);
  };
}

/**
 * What the relay said is known here alone until it is recorded, so a database that is away for a moment is waited
 * for. After two minutes the lease has long run out and recovery has put the delivery in doubt, which stays true.
 */
async function recordPatiently(
  record: () => Promise<boolean>,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  for (let waitMs = 100; ; waitMs *= 2) {
    try {
      await record();
      return;
    } catch (error) {
      if (waitMs > 60_000) throw error;
      await wait(waitMs);
    }
  }
}
