import type { ClaimedDelivery, DeliveryId, Outcome } from '../ledger/delivery.ts';
import { domainOf } from '../mail/address.ts';
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
  /** When the deliveries of a send are given up. */
  readonly giveUpAt: (send: number) => Promise<Date>;
  readonly now: () => Date;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** As `wait`, but over at once when the worker is told to stop. */
  readonly rest: (ms: number) => Promise<void>;
  /** Told of every attempt that ended, for progress and logs. */
  readonly onOutcome?: (claimed: ClaimedDelivery, outcome: Outcome) => void;
}

/** One delivery to one SMTP transaction: claim, compose, send, judge, record. */
export function deliverWith(options: DeliverOptions): (id: DeliveryId) => Promise<void> {
  const { ledger, transport } = options;
  const health = relayHealth('in SMTP_URL');

  async function end(claimed: ClaimedDelivery, outcome: Outcome): Promise<void> {
    await recordPatiently(() => ledger.record({ claimed, outcome }), options.wait);
    options.onOutcome?.(claimed, outcome);
  }

  return async (id) => {
    const claimed = await ledger.claim(id);
    if (!claimed) return;
    // Before anything is sent: once the relay has spoken, nothing may stand between its word and the record.
    const giveUpAt = await options.giveUpAt(id.send);
    const composed = await composeOrProblem(options.compose, claimed);
    if ('problem' in composed) {
      await end(claimed, { state: 'pending', detail: composed.problem });
      await ledger.pause(id.send, composed.problem);
      return;
    }
    const receipt = await transport.send(composed.envelope, composed.message, () => ledger.commit(claimed));
    const attempt = { number: claimed.attempt, giveUpAt };
    await end(claimed, judge(receipt, attempt, options.now(), options.random()));
    const domain = domainOf(composed.envelope.recipient);
    const { fault, waitMs } = health.note(receipt, domain, options.now());
    if (fault) await ledger.pause(id.send, fault);
    else if (waitMs > 0) await options.rest(waitMs);
  };
}

/** What cannot be composed for one will hardly be for the next, so it stops the send instead of failing people. */
async function composeOrProblem(
  compose: DeliverOptions['compose'],
  claimed: ClaimedDelivery,
): Promise<ComposedDelivery | { readonly problem: string }> {
  try {
    return await compose(claimed);
  } catch (error) {
    const why = (error as Error).message;
    return { problem: `The message for ${claimed.subscriber.address} cannot be composed: ${why}` };
  }
}

/**
 * What the relay said is known here alone until it is recorded, so a database that is away for a moment is waited
 * for. After two minutes recovery will have put the delivery in doubt, or will soon, which stays true.
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
