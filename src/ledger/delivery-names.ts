/** What a delivery is called in what goes out, as its rows say. */
export interface DeliveryNames {
  /** The random id of its send; null where it goes out under its serial numbers, as it did before 0005-signed-names. */
  readonly send: string | null;
  /** The random id of its subscriber. */
  readonly subscriber: string;
  /** The id of the key that signs it on every attempt; null where any does. */
  readonly key: number | null;
}

/** Keys by their ids, of which a database keeps nothing else. */
export interface KeyIds {
  readonly signing: number;
  /** Those that verify, the signing one included. */
  readonly atHand: readonly number[];
}

/**
 * SQL: whether a delivery `d` of a send `s` is known outside by its serial numbers. So are those of a send from before
 * 0005-signed-names, which keep their Message-IDs, and whatever a worker from before it has attempted, which knows no
 * other name and notes no key.
 */
export const isSerial = '(s.public_id is null or (d.attempt > 0 and d.signing_key is null))';

/** SQL: what the send `s` of a delivery `d` is called outside; null where its serial numbers name it. */
export const sendName = `case when not ${isSerial} then s.public_id end`;
