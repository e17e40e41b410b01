import { isBusyRelay, isTurnedAway } from '../refusals/refusal-cause.ts';
import type { Receipt } from '../relay/receipt.ts';
import { type Relay, relayName } from '../relay/relay.ts';
import type { PaceStore } from './pace-store.ts';
import { Throttle } from './throttle.ts';

export interface RelayPaceOptions {
  readonly store: Pick<PaceStore, 'count'>;
  readonly now: () => Date;
  /** False where the worker was told to stop meanwhile. */
  readonly rest: (ms: number) => Promise<boolean>;
  readonly onTrouble: (error: unknown) => void;
}

/** A worker asks the others for its part of the rate ten times a second, not for every message. */
const blocksPerWindow = 10;
const blockMs = 100;

/**
 * How fast messages go to one relay: as its URL says, all workers counted, and slower where it says that it is too
 * busy, each worker by itself. They go evenly, not in bursts.
 */
export class RelayPace {
  readonly #options: RelayPaceOptions;
  readonly #key: string;
  readonly #rate: number;
  readonly #throttle = new Throttle();
  #nextTurnMs = 0;
  #left = 0;
  #leftUntilMs = 0;
  #asking: Promise<number> | null = null;

  constructor(relay: Relay, options: RelayPaceOptions) {
    this.#options = options;
    this.#key = `relay ${relayName(relay)}`;
    this.#rate = relay.rate ?? Number.POSITIVE_INFINITY;
  }

  /** The next message's turn; false where the worker is to stop. A promise only where there is something to wait for. */
  turn(): boolean | Promise<boolean> {
    const nowMs = this.#nowMs();
    this.#throttle.noteTurn(nowMs);
    const perSecond = Math.min(this.#rate, this.#throttle.perSecond(nowMs));
    return Number.isFinite(perSecond) ? this.#waitForTurn(nowMs, perSecond) : true;
  }

  note(receipt: Receipt): void {
    const isBusy = isTurnedAway(receipt) || (receipt.kind === 'refused' && isBusyRelay(receipt));
    if (!isBusy) {
      this.#throttle.noteTaken();
      return;
    }
    const nowMs = this.#nowMs();
    this.#nextTurnMs = Math.max(this.#nextTurnMs, nowMs + this.#throttle.slow(nowMs));
  }

  async #waitForTurn(nowMs: number, perSecond: number): Promise<boolean> {
    const turnMs = Math.max(nowMs, this.#nextTurnMs);
    this.#nextTurnMs = turnMs + 1000 / perSecond;
    if (turnMs > nowMs && !(await this.#options.rest(turnMs - nowMs))) return false;
    return Number.isFinite(this.#rate) ? this.#takePart() : true;
  }

  async #takePart(): Promise<boolean> {
    for (;;) {
      if (this.#left > 0 && this.#nowMs() < this.#leftUntilMs) {
        this.#left -= 1;
        return true;
      }
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = null;
      });
      const waitMs = await this.#asking;
      if (waitMs > 0 && !(await this.#options.rest(waitMs))) return false;
    }
  }

  /** Takes a block of what is left of the rate. How long until there is more, where nothing is. */
  async #ask(): Promise<number> {
    const windowSeconds = Math.max(1, Math.ceil(1 / this.#rate));
    const all = Math.max(1, Math.floor(this.#rate * windowSeconds));
    const block = Math.max(1, Math.ceil(all / blocksPerWindow));
    try {
      const { count, endsInMs } = await this.#options.store.count(this.#key, block, windowSeconds);
      this.#left = Math.max(0, Math.min(block, all - (count - block)));
      this.#leftUntilMs = this.#nowMs() + endsInMs;
      return this.#left > 0 ? 0 : Math.max(1, endsInMs);
    } catch (error) {
      // Alone it keeps to the rate by its turns.
      this.#options.onTrouble(error);
      this.#left = block;
      this.#leftUntilMs = this.#nowMs() + Math.max(blockMs, 1000 / this.#rate);
      return 0;
    }
  }

  #nowMs(): number {
    return this.#options.now().getTime();
  }
}
