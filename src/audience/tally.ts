/** How many sentences are kept to be read: nobody mends a million rows by a printout, and memory must stay flat. */
const maxSentences = 20;

/** Counts what was found in lists, and keeps the first sentences about it. */
export interface Tally {
  readonly count: number;
  readonly sentences: readonly string[];
}

export const emptyTally: Tally = { count: 0, sentences: [] };

export function addToTally(tally: Tally, sentence: string): Tally {
  const { count, sentences } = tally;
  return { count: count + 1, sentences: count < maxSentences ? [...sentences, sentence] : sentences };
}

/** The sentences, and how many more there would be. */
export function tallyLines({ count, sentences }: Tally): string[] {
  const more = count - sentences.length;
  return more > 0 ? [...sentences, `… and ${more.toLocaleString('en')} more.`] : [...sentences];
}
