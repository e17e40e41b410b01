/** A relay that asks for less gets no less than one message a minute, and that only after nothing for a second. */
const slowestPerSecond = 1 / 60;
const pauseMs = 1_000;
/** All connections are told the same at once: what comes within that second is about the faster pace. */
const sameMomentMs = 1_000;
/** It gets a little less than it took of what it was given, and half at the least: one that takes nothing may take it then. */
const belowTaken = 0.95;
const slowestStep = 0.5;
/**
 * One that takes more than that is slowed no oftener than it is raised. What it refuses now and then it may refuse at
 * any pace, and would be slowed to nothing for it.
 */
const mostlyTaken = 0.5;
const raiseEveryMs = 10_000;
const raiseFactor = 1.25;
/** At so much more than what was too fast then, nothing holds it back any more. */
const freeFactor = 2;
/** How much of the estimate the last message is. */
const followShare = 0.05;

/** How fast a relay can be sent to, learned from its own word: slowed when it is too fast, raised while it is not. */
export class Throttle {
  #perSecond = Number.POSITIVE_INFINITY;
  #tooFast = Number.POSITIVE_INFINITY;
  #slowedAtMs = Number.NEGATIVE_INFINITY;
  #raisedAtMs = 0;
  #lastTurnMs: number | null = null;
  #usualGapMs: number | null = null;
  /** What it took and what it was too busy for, since it was slowed last. */
  #taken = 0;
  #refused = 0;

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
    if (this.#lastTurnMs !== null) {
      const gapMs = nowMs - this.#lastTurnMs;
      const usual = this.#usualGapMs ?? gapMs;
      this.#usualGapMs = usual + followShare * (gapMs - usual);
    }
    this.#lastTurnMs = nowMs;
  }

  /** What may go, or where that is far more than goes, what goes: it lags a little behind what may. */
  #pace(nowMs: number): number {
    const allowed = this.perSecond(nowMs);
    const usual = 1000 / Math.max(1, this.#usualGapMs ?? 1_000);
    return allowed > 2 * usual ? usual : allowed;
  }

  /** The relay took a message, or said something else of it. */
  noteTaken(): void {
    this.#taken += 1;
  }

  /** The relay said that it is too busy. How long it should be left alone. */
  slow(nowMs: number): number {
    this.#refused += 1;
    const takenShare = this.#taken / (this.#taken + this.#refused);
    if (nowMs - this.#slowedAtMs < (takenShare > mostlyTaken ? raiseEveryMs : sameMomentMs)) return 0;
    this.#tooFast = this.#pace(nowMs);
    const step = Math.max(slowestStep, takenShare * belowTaken);
    this.#perSecond = Math.max(slowestPerSecond, this.#tooFast * step);
    this.#slowedAtMs = nowMs;
    this.#raisedAtMs = nowMs;
    this.#taken = 0;
    this.#refused = 0;
    return pauseMs * (1 - takenShare);
  }
}
