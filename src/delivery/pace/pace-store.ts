/** A domain that asked for less of our mail (421, 4.7.x), how long ago it last did, and what it said. */
export interface DomainPenalty {
  readonly domain: string;
  /** By the store's clock, since a worker's own may be wrong by an hour. */
  readonly agoMs: number;
  readonly said: string;
}

/** How often something was counted in a window of time, this time included, and how long the window goes on. */
export interface Counted {
  readonly count: number;
  readonly endsInMs: number;
}

/** What the workers tell one another about their pace. Never asked for a message that nothing holds back. */
export interface PaceStore {
  /** Every domain that has not recovered yet. */
  penalties(): Promise<readonly DomainPenalty[]>;
  /** The domain asks for less at this moment. */
  penalise(domain: string, said: string): Promise<void>;
  /** Counts so much more under this key; a window begins with the first to count. */
  count(key: string, amount: number, windowSeconds: number): Promise<Counted>;
}
