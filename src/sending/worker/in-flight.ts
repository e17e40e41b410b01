import type { DeliveryLedger } from '../../delivery/deliver.ts';
import { type Places, places } from '../../delivery/places.ts';
import type { ClaimedDelivery, DeliveryId, Outcome } from '../../ledger/delivery.ts';

/** A claimed delivery on its way to the relay. */
interface Flight {
  readonly claimed: ClaimedDelivery;
  /** The ledger is being asked whether the final dot may go out. */
  asking: Promise<boolean> | null;
  /** From here on the relay may have the message. */
  isDotOut: boolean;
  /** Whether it is among those of whom a kill at this moment would leave only the relay to know. */
  isUncertain: boolean;
}

const backDetail = 'The worker was stopped before the final dot.';
const doubtDetail = 'The worker was stopped after the final dot, and the relay had not answered until then.';

/** Everything that this worker has in the air, and the way to bring it down. */
export class Flights {
  /** The ledger for those who deliver: it says no to what the worker may not begin any more. */
  readonly ledger: DeliveryLedger;
  readonly #ledger: DeliveryLedger;
  /** What is being delivered, each with the way to wait for it no longer. */
  readonly #running = new Map<DeliveryId, () => void>();
  /** By the claim itself: a delivery that was taken back and claimed anew may be in the air a second time. */
  readonly #claimed = new Map<ClaimedDelivery, Flight>();
  /** By the job, which is what ends. */
  readonly #claimedBy = new Map<DeliveryId, Flight>();
  readonly #uncertain: Places;
  #mayClaim = true;
  #maySendDot = true;

  /**
   * @param connections how many may be uncertain at once, from the commit to the record: a connection that has gone
   *   on to the next message waits at its dot until the one before is recorded, so that a kill leaves no more in doubt
   */
  constructor(ledger: DeliveryLedger, connections: number) {
    this.#ledger = ledger;
    this.#uncertain = places(connections);
    this.ledger = {
      ...ledger,
      claim: (id) => this.#claim(id),
      commit: (claimed) => this.#commit(claimed),
    };
  }

  /** What is being delivered, or about to be claimed. */
  ids(): readonly DeliveryId[] {
    return [...this.#running.keys()];
  }

  /** Delivers; resolves when that has ended, or was dropped. */
  async fly(id: DeliveryId, deliver: () => Promise<void>): Promise<void> {
    const dropped = new Promise<void>((resolve) => this.#running.set(id, resolve));
    try {
      await Promise.race([deliver(), dropped]);
    } finally {
      this.#running.delete(id);
      const flight = this.#claimedBy.get(id);
      if (flight?.isUncertain) this.#uncertain.giveBack();
      this.#claimedBy.delete(id);
      if (flight) this.#claimed.delete(flight.claimed);
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
    const landed = await Promise.allSettled([...this.#claimed.values()].map((flight) => this.#land(flight)));
    for (const drop of this.#running.values()) drop();
    const failure = landed.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  }

  async #claim(id: DeliveryId): Promise<ClaimedDelivery | null> {
    if (!this.#mayClaim) return null;
    const claimed = await this.#ledger.claim(id);
    if (!claimed) return null;
    const flight = { claimed, asking: null, isDotOut: false, isUncertain: false };
    this.#claimedBy.set(id, flight);
    this.#claimed.set(claimed, flight);
    if (this.#mayClaim) return claimed;
    // The claim was under way when the worker was told to stop: nothing was sent, so it is nobody's again.
    await this.#land(flight);
    return null;
  }

  async #commit(claimed: ClaimedDelivery): Promise<boolean> {
    await this.#uncertain.take();
    const flight = this.#claimed.get(claimed);
    if (flight) flight.isUncertain = true;
    else this.#uncertain.giveBack();
    if (!flight || !this.#maySendDot) return false;
    flight.asking = this.#ledger.commit(claimed);
    try {
      flight.isDotOut = (await flight.asking) && this.#maySendDot;
      return flight.isDotOut;
    } finally {
      flight.asking = null;
    }
  }

  async #land({ claimed, isDotOut }: Flight): Promise<void> {
    const outcome: Outcome = isDotOut
      ? { state: 'in_doubt', detail: doubtDetail }
      : { state: 'pending', detail: backDetail };
    await this.#ledger.record({ claimed, outcome });
  }
}
