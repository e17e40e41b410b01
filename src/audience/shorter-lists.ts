import { AudienceError } from './audience-error.ts';
import type { SubscriberList } from './subscriber-list.ts';

/** What a list lost since it was last synchronised. */
export interface ListLoss {
  readonly list: string;
  /** Who was on it and is on no list now. */
  readonly lost: number;
  /** Who was on it and is on a list still. */
  readonly left: number;
}

/** So many may go without a question: of a short list half is soon gone. */
const unasked = 10;

/**
 * The lists that have lost most of their people, a sentence each: an export that failed half way looks the same as
 * everybody leaving, and whoever is missing is skipped by the sends that are open.
 */
export function describeShorter(losses: readonly ListLoss[], lists: readonly SubscriberList[]): string[] {
  return losses
    .filter(({ lost, left }) => lost > unasked && left < lost)
    .map(({ list, lost, left }) => {
      const file = lists.find(({ name }) => name === list)?.file;
      const where = file ? ` (${file})` : ', whose file is gone,';
      return `The list "${list}"${where} had ${lost + left} people, and ${lost} of them are on no list now.`;
    });
}

export function refuseShorter(sentences: readonly string[]): AudienceError {
  const advice =
    'Nothing was changed. Put the whole list back, or give --accept-shorter-list where it is right as it is: whoever is ' +
    'missing gets no mail then.';
  return new AudienceError([...sentences, advice], { reason: 'shorter-list' });
}
