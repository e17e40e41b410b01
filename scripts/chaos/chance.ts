/** Chance that a seed decides: the same seed, the same plan. */

/** Draws the next number. */
export type Random = () => number;

/** A generator of numbers in [0, 1) (mulberry32). */
export function chance(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One number in [0, 1) for a text (FNV-1a, then mixed), whatever was drawn before it. */
export function chanceOf(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return chance(hash)();
}

/** An integer from `low` up to and with `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}
