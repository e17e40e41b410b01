import { allowanceAfter, type DomainAllowance, turnOf, turnsBy } from './domain-recovery.ts';
import type { PaceStore } from './pace-store.ts';

/** A penalty as this worker follows it. */
export interface FollowedPenalty {
  readonly domain: string;
  readonly since: Date;
  readonly said: string;
  /** How many turns of the recovery this worker has given away. */
  turnsGiven: number;
  /** Until then no worker has anything left in the window. */
  spentUntilMs: number;
}

/** All connections of a worker may be told the same in the same moment; and clocks are read some time apart. */
const sameMomentMs = 1_000;
const afterTroubleMs = 60_000;

/** The domains that asked for less, as far as this worker knows; the store tells the others. */
export class DomainPenalties {
  readonly #penalties = new Map<string, FollowedPenalty>();
  readonly #store: PaceStore;
  readonly #onTrouble: (error: unknown) => void;

  constructor(store: PaceStore, onTrouble: (error: unknown) => void) {
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  /** Null where nothing holds the domain back. */
  find(
    domain: string,
    nowMs: number,
  ): { readonly penalty: FollowedPenalty; readonly allowance: DomainAllowance } | null {
    const penalty = this.#penalties.get(domain);
    if (!penalty) return null;
    const allowance = allowanceAfter(nowMs - penalty.since.getTime());
    if (allowance) return { penalty, allowance };
    this.#penalties.delete(domain);
    return null;
  }

  /** The domain asks for less now: its recovery begins, or begins anew. */
  begin(domain: string, said: string, now: Date): void {
    if (this.#follow(domain, said, now)) this.#store.penalise(domain, said).catch(this.#onTrouble);
  }

  /** Takes note of what the other workers were told, and forgets whom nothing holds back any more. */
  async refresh(now: () => Date): Promise<void> {
    for (const domain of [...this.#penalties.keys()]) this.find(domain, now().getTime());
    for (const { domain, agoMs, said } of await this.#store.penalties())
      this.#follow(domain, said, new Date(now().getTime() - agoMs));
  }

  /** Whether one more message may go in the window that is under way, all workers counted. */
  async mayTake(penalty: FollowedPenalty, allowance: DomainAllowance, now: () => Date): Promise<boolean> {
    const { messages, windowSeconds } = allowance;
    if (now().getTime() < penalty.spentUntilMs) return false;
    try {
      const key = `domain ${windowSeconds} ${penalty.domain}`;
      const { count, endsInMs } = await this.#store.count(key, 1, windowSeconds);
      if (count >= messages) penalty.spentUntilMs = now().getTime() + endsInMs;
      return count <= messages;
    } catch (error) {
      // Who cannot ask what the others do stays on the safe side.
      this.#onTrouble(error);
      penalty.spentUntilMs = now().getTime() + afterTroubleMs;
      return false;
    }
  }

  /** False where that is known already. */
  #follow(domain: string, said: string, since: Date): boolean {
    const known = this.#penalties.get(domain);
    if (known && since.getTime() - known.since.getTime() < sameMomentMs) return false;
    this.#penalties.set(domain, { domain, since, said, turnsGiven: 0, spentUntilMs: 0 });
    return true;
  }
}

/**
 * The next turn in the recovery that is nobody's yet. Each delivery gets one of its own, so that a list with a hundred
 * thousand at one domain is written down once, and not claimed over and over; and when a turn has come, the domain is
 * ready for it. Where the domain says the same again meanwhile, whoever comes for a turn gets a new one.
 */
export function nextTurn(penalty: FollowedPenalty, now: Date): Date {
  const sinceMs = now.getTime() - penalty.since.getTime();
  // The turn that is under way is somebody's already.
  penalty.turnsGiven = Math.max(penalty.turnsGiven, turnsBy(sinceMs)) + 1;
  return new Date(penalty.since.getTime() + turnOf(penalty.turnsGiven));
}
