import { patiently } from '../../database/patiently.ts';
import type { DeliveryLedger } from '../../delivery/deliver.ts';
import { type Semaphore, semaphore } from '../../delivery/pace/semaphore.ts';
import type { ClaimedDelivery, DeliveryId, Outcome } from '../../ledger/delivery.ts';

/** A claimed delivery on its way to the relay. */
interface Claim {
  readonly claimed: ClaimedDelivery;
  /** The ledger is being asked whether the final dot may go out. */
  asking: Promise<boolean> | null;
  /** From here on the relay may have the message. */
  isDotOut: boolean;
  /** Whether it is among those of whom a kill at this moment would leave only the relay to know. */
  isUncertain: boolean;
}

const backDetail = 'The worker was stopped before the final dot.';
const endedDetail = 'The attempt ended before the final dot, for a fault of the worker.';
const doubtDetail = 'The worker was stopped after the final dot, and the relay had not answered until then.';

/** What is asked of the ledger here; the rest of it those who deliver ask themselves. */
export interface InFlightLedger extends Pick<DeliveryLedger, 'claim' | 'commit' | 'record'> {
  /** Takes back what this worker may have claimed without having heard of it. */
  unclaim(id: DeliveryId): Promise<void>;
}

/** A database that is away is waited for, so that nothing lies until somebody looks for strays. */
const longestWaitMs = 60_000;

/**
 * The deliveries that a worker has in flight, from the job to the record. They are claimed and committed through here,
 * so that a worker that was told to stop begins nothing more, and knows what to put back.
 */
export class InFlight {
  readonly #ledger: InFlightLedger;
  /** What is being delivered, each with the way to wait for it no longer. */
  readonly #running = new Map<DeliveryId, () => void>();
  /** By the claim itself: a delivery that was taken back and claimed anew may be in flight a second time. */
  readonly #claimed = new Map<ClaimedDelivery, Claim>();
  /** By the job, which is what ends. */
  readonly #claimedBy = new Map<DeliveryId, Claim>();
  readonly #uncertain: Semaphore;
  readonly #wait: (ms: number) => Promise<void>;
  #mayClaim = true;
  #maySendDot = true;

  /**
   * @param connections how many may be uncertain at once, from the commit to the record: a connection that has gone
   *   on to the next message waits at its dot until the one before is recorded, so that a kill leaves no more in doubt
   * @param wait resolves after so long, or at once when the worker was told to stop
   */
  constructor(ledger: InFlightLedger, connections: number, wait: (ms: number) => Promise<void>) {
    this.#ledger = ledger;
    this.#wait = wait;
    this.#uncertain = semaphore(connections);
  }

  /** What is being delivered, or about to be claimed. */
  ids(): readonly DeliveryId[] {
    return [...this.#running.keys()];
  }

  /** Delivers; resolves when that has ended, or was dropped. What fails is given back before this rejects. */
  async run(id: DeliveryId, deliver: () => Promise<void>): Promise<void> {
    const dropped = new Promise<void>((resolve) => this.#running.set(id, resolve));
    const delivered = deliver().catch(async (error) => {
      // As far as the ledger can be reached: who is not given back is found among the strays.
      await patiently(() => this.#giveBack(id), longestWaitMs, this.#wait).catch(() => undefined);
      throw error;
    });
    try {
      await Promise.race([delivered, dropped]);
    } finally {
      this.#running.delete(id);
      const claim = this.#claimedBy.get(id);
      if (claim?.isUncertain) this.#uncertain.release();
      this.#claimedBy.delete(id);
      if (claim) this.#claimed.delete(claim.claimed);
    }
  }

  /** From now on nothing is claimed. */
  stopClaims(): void {
    this.#mayClaim = false;
  }

  /**
   * Waits no longer: from now on no final dot goes out. What was before its dot goes back to pending, what was after it
   * is in doubt, and both are recorded when this resolves, as far as the ledger can be reached.
   */
  async drop(): Promise<void> {
    this.#mayClaim = false;
    this.#maySendDot = false;
    // Whoever is being told yes at this moment is told no after all, so their dots stay here.
    await Promise.allSettled([...this.#claimed.values()].map(({ asking }) => asking));
    const recorded = await Promise.allSettled(
      [...this.#claimed.values()].map((claim) => this.#putBack(claim)),
    );
    for (const drop of this.#running.values()) drop();
    const failure = recorded.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  }

  /** Null where the ledger says no, or the worker was told to stop. */
  async claim(id: DeliveryId): Promise<ClaimedDelivery | null> {
    if (!this.#mayClaim) return null;
    const claimed = await this.#ledger.claim(id);
    if (!claimed) return null;
    const claim = { claimed, asking: null, isDotOut: false, isUncertain: false };
    this.#claimedBy.set(id, claim);
    this.#claimed.set(claimed, claim);
    if (this.#mayClaim) return claimed;
    // The claim was under way when the worker was told to stop: nothing was sent, so it is nobody's again.
    await this.#putBack(claim);
    return null;
  }

  /** Whether the final dot may go out. Waits while as many as may be are uncertain. */
  async commit(claimed: ClaimedDelivery): Promise<boolean> {
    await this.#uncertain.acquire();
    const claim = this.#claimed.get(claimed);
    if (claim) claim.isUncertain = true;
    else this.#uncertain.release();
    if (!claim || !this.#maySendDot) return false;
    claim.asking = this.#ledger.commit(claimed);
    try {
      claim.isDotOut = (await claim.asking) && this.#maySendDot;
      return claim.isDotOut;
    } finally {
      claim.asking = null;
    }
  }

  /** The reply to a claim may have been lost with its connection, and the claim not. */
  async #giveBack(id: DeliveryId): Promise<void> {
    const claim = this.#claimedBy.get(id);
    await (claim ? this.#putBack(claim, endedDetail) : this.#ledger.unclaim(id));
  }

  async #putBack({ claimed, isDotOut }: Claim, why = backDetail): Promise<void> {
    const outcome: Outcome = isDotOut
      ? { state: 'in_doubt', detail: doubtDetail }
      : { state: 'pending', detail: why };
    await this.#ledger.record({ claimed, outcome });
  }
}
