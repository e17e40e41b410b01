import type { ListRow } from './list-row.ts';

/** A list of subscribers, wherever it is kept. Its rows can be read more than once. */
export interface SubscriberList {
  /** What the editor calls it: `readers` for `subscribers/readers.csv`. */
  readonly name: string;
  /** How a fault names it. */
  readonly file: string;
  /**
   * What its subscribers have beside address and name: its further columns.
   * @throws AudienceError where the list cannot be read that far
   */
  fields(): Promise<readonly string[]>;
  /** @throws AudienceError while it is read, where the list as a whole cannot be. */
  rows(): AsyncIterable<ListRow>;
}
