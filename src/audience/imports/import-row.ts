import type { EmailAddress } from '../../mail/address.ts';
import type { SuppressedBy } from './state-words.ts';

/** What a record of a file comes to. */
export type ReadRow = ImportRow | RefusedRow;

/** A person as another system tells of them. */
export interface ImportRow {
  readonly kind: 'person';
  readonly file: string;
  /** Where the record begins, counted from 1. */
  readonly line: number;
  readonly address: EmailAddress;
  readonly addressKey: string;
  readonly name: string;
  /** Without those that are empty. */
  readonly fields: Readonly<Record<string, string>>;
  readonly state: 'mail' | 'unconfirmed' | 'left';
  /** Why no list mails them; null where nothing says so. */
  readonly suppressedBy: SuppressedBy | null;
  /** What shows that they agreed, or when they left, as it was given. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** When that was; null where no time, or none that can be read, is given. */
  readonly at: Date | null;
  /** Whether something shows that they confirmed their wish themselves. */
  readonly isProven: boolean;
}

/** Why a record is not taken, in a sentence, and the cell for which. */
export interface RefusedRow {
  readonly kind: 'refused';
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly cell: string;
}

/** What else there is to say of files: how often, and the first few places. */
export class ImportNotes {
  readonly #counts = new Map<string, { count: number; readonly places: string[] }>();
  readonly #sentences: string[] = [];
  /** Lines with nothing in them but delimiters and spaces. */
  blank = 0;

  /** @param what a sentence about all of them, without the places */
  count(what: string, place: string): void {
    const one = this.#counts.get(what) ?? { count: 0, places: [] };
    one.count += 1;
    if (one.places.length < 5) one.places.push(place);
    this.#counts.set(what, one);
  }

  say(sentence: string): void {
    if (!this.#sentences.includes(sentence)) this.#sentences.push(sentence);
  }

  sentences(): string[] {
    const counted = Array.from(this.#counts, ([what, { count, places }]) => {
      const more = count > places.length ? `, … (${count} in all)` : '';
      return `${what}: ${places.join(', ')}${more}.`;
    });
    return [...this.#sentences, ...counted];
  }
}
