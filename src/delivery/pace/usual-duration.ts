/** What takes so much longer than usual is slow; what takes less than a quarter of a second never is. */
const slowFactor = 10;
const leastSlowMs = 250;
/** How many must have ended before anything is called usual. */
const fewestSamples = 20;
/** How far the estimate moves: up and down alike, so that it settles at the median. */
const followFactor = 1.05;

/** How long a message takes as a rule, learned from those that have ended; the few slow ones hardly move it. */
export class UsualDuration {
  #usualMs = 0;
  #samples = 0;

  get isKnown(): boolean {
    return this.#samples >= fewestSamples;
  }

  /** False until it is known what is usual. */
  isSlow(tookMs: number): boolean {
    return this.isKnown && tookMs >= Math.max(leastSlowMs, this.#usualMs * slowFactor);
  }

  learn(tookMs: number): void {
    if (this.#samples === 0) this.#usualMs = tookMs;
    else this.#usualMs *= tookMs > this.#usualMs ? followFactor : 1 / followFactor;
    this.#usualMs = Math.max(1, this.#usualMs);
    this.#samples += 1;
  }
}
