import { patiently } from '../database/patiently.ts';
import type { ClaimedDelivery, DeliveryId, Outcome } from '../ledger/delivery.ts';
import { domainOf } from '../mail/address.ts';
import type { Envelope } from '../mail/envelope.ts';
import { sharedDomain } from '../mail/mailbox-provider.ts';
import type { MessagePieces } from '../mail/message-pieces.ts';
import { givenUp, judge } from './judge.ts';
import type { Admission, DomainPace } from './pace/domain-pace.ts';
import type { OurRefusals } from './refusals/refusal-window.ts';
import type { Carried, RelaySet } from './relay-set.ts';

/** The ledger as delivery uses it; all writes are committed when these return. */
export interface DeliveryLedger {
  claim(id: DeliveryId): Promise<ClaimedDelivery | null>;
  commit(claimed: ClaimedDelivery): Promise<boolean>;
  record(entry: { readonly claimed: ClaimedDelivery; readonly outcome: Outcome }): Promise<boolean>;
  /** With the refusals that are the reason, if some are: of whom they befell nobody has failed. */
  pause(send: number, reason: string, refusals?: Omit<OurRefusals, 'reason'>): Promise<void>;
  /** Makes pending again whom the send has failed for refusals with these keys. */
  putBack(send: number, refusalKeys: readonly string[]): Promise<void>;
}

export interface ComposedDelivery {
  readonly envelope: Envelope;
  readonly message: MessagePieces;
}

export interface DeliverOptions {
  readonly ledger: DeliveryLedger;
  readonly compose: (claimed: ClaimedDelivery) => Promise<ComposedDelivery>;
  readonly relays: Pick<RelaySet, 'carry'>;
  readonly pace: Pick<DomainPace, 'admit'>;
  /** When the deliveries of a send are given up. */
  readonly giveUpAt: (send: number) => Promise<Date>;
  readonly now: () => Date;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** As `wait`, but over at once when the worker is told to stop. */
  readonly rest: (ms: number) => Promise<unknown>;
  /** Told of every attempt that ended, for progress and logs. */
  readonly onOutcome?: (claimed: ClaimedDelivery, outcome: Outcome) => void;
}

/**
 * What the relay said is known here alone until it is recorded, so a database that is away is waited for. After two
 * minutes recovery will have put the delivery in doubt, or will soon, which stays true.
 */
const longestWaitMs = 60_000;

/** One delivery to one SMTP transaction: claim, wait for a permit, compose, send, judge, record. */
export function deliverWith(options: DeliverOptions): (id: DeliveryId) => Promise<void> {
  const { ledger, pace, now } = options;

  async function end(claimed: ClaimedDelivery, outcome: Outcome): Promise<void> {
    await patiently(() => ledger.record({ claimed, outcome }), longestWaitMs, options.wait);
    options.onOutcome?.(claimed, outcome);
  }

  async function send(
    claimed: ClaimedDelivery,
    giveUpAt: Date,
    { begin, rest }: Extract<Admission, { mayGo: true }>,
  ): Promise<Carried | null> {
    const composed = await composeOrProblem(options.compose, claimed);
    if ('problem' in composed) {
      await end(claimed, { state: 'pending', detail: composed.problem });
      await ledger.pause(claimed.id.send, composed.problem);
      return null;
    }
    const { envelope, message } = composed;
    const commit = () => {
      rest();
      return ledger.commit(claimed).finally(begin);
    };
    // A notice is a send of one, in which nothing shows; what befalls all of them does.
    const whose = { send: claimed.notice ? 0 : claimed.id.send, refusedBefore: claimed.refusedBefore };
    const carried = await options.relays.carry(whose, envelope, message, commit, begin);
    rest();
    const attempt = { number: claimed.attempt, giveUpAt };
    await end(claimed, judge(carried.receipt, carried.judged, attempt, now(), options.random()));
    return carried;
  }

  return async (id) => {
    const claimed = await ledger.claim(id);
    if (!claimed) return;
    // Before anything is sent: once the relay has spoken, nothing may stand between its word and the record.
    const giveUpAt = await options.giveUpAt(id.send);
    const domain = sharedDomain(domainOf(claimed.subscriber.address), claimed.hostedBy);
    // Somebody waits for a notice, and it is one message.
    const admission = await pace.admit(domain, claimed.notice !== undefined);
    if (!admission.mayGo) return end(claimed, putBack(admission, claimed.attempt, giveUpAt, now()));
    let carried: Carried | null = null;
    try {
      carried = await send(claimed, giveUpAt, admission);
    } finally {
      admission.end(askForLess(carried));
    }
    if (!carried || (await heed(ledger, id.send, carried))) return;
    if (carried.waitMs > 0) await options.rest(carried.waitMs);
  };
}

/** Whether the send was paused for what the relays have shown to be out of order. */
async function heed(ledger: DeliveryLedger, send: number, { fault, ours }: Carried): Promise<boolean> {
  const isSuspected = fault === null && ours !== null && ours.onlyDomains !== null;
  if (fault !== null || isSuspected) await ledger.pause(send, fault ?? ours?.reason ?? '', ours ?? undefined);
  else if (ours) await ledger.putBack(send, ours.keys);
  return fault !== null;
}

/** The words in which the recipient's domain asked for less of our mail; null where it did not. */
function askForLess(carried: Carried | null): string | null {
  return carried?.receipt.kind === 'refused' && carried.judged?.cause === 'busy-domain'
    ? carried.receipt.reply.text
    : null;
}

/** Nothing was tried, so nothing is counted; but even waiting ends when it is too late for the issue. */
function putBack(
  { until, why }: Extract<Admission, { mayGo: false }>,
  attempt: number,
  giveUpAt: Date,
  now: Date,
): Outcome {
  if (now >= giveUpAt) return givenUp(null, why, attempt - 1);
  return { state: 'deferred', reply: null, detail: why, retryAt: until, isUncounted: true };
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
