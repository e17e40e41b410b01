/** A relay that asks for less gets half, no less than one message a minute, and nothing for a second. */
const slowestPerSecond = 1 / 60;
const pauseMs = 1_000;
/** All connections are told the same at once: what comes within that second is about the faster pace. */
const sameMomentMs = 1_000;
const raiseEveryMs = 10_000;
const raiseFactor = 1.25;
/** At so much more than what was too fast then, nothing holds it back any more. */
const freeFactor = 2;
/** How much of the estimate the last message is. */
const followShare = 0.05;

/** How fast a relay can be sent to, learned from its own word: halved when it is too fast, raised while it is not. */
export class Throttle {
  #perSecond = Number.POSITIVE_INFINITY;
  #tooFast = Number.POSITIVE_INFINITY;
  #slowedAtMs = Number.NEGATIVE_INFINITY;
  #raisedAtMs = 0;
  #lastTurnMs: number | null = null;
  #usualGapMs = 1_000;

  /** How many messages a second may go now; infinite where nothing was said. */
  perSecond(nowMs: number): number {
    while (Number.isFinite(this.#perSecond) && nowMs - this.#raisedAtMs >= raiseEveryMs) {
      this.#perSecond *= raiseFactor;
      this.#raisedAtMs += raiseEveryMs;
      if (this.#perSecond > this.#tooFast * freeFactor) this.#perSecond = Number.POSITIVE_INFINITY;
    }
    return this.#perSecond;
  }

  /** A message goes, which is how the pace of now is known. */
  noteTurn(nowMs: number): void {
    if (this.#lastTurnMs !== null)
      this.#usualGapMs += followShare * (nowMs - this.#lastTurnMs - this.#usualGapMs);
    this.#lastTurnMs = nowMs;
  }

  /** The relay said that it is too busy. How long it should be left alone. */
  slow(nowMs: number): number {
    if (nowMs - this.#slowedAtMs < sameMomentMs) return 0;
    this.#tooFast = Math.min(this.perSecond(nowMs), 1000 / Math.max(1, this.#usualGapMs));
    this.#perSecond = Math.max(slowestPerSecond, this.#tooFast / 2);
    this.#slowedAtMs = nowMs;
    this.#raisedAtMs = nowMs;
    return pauseMs;
  }
}
