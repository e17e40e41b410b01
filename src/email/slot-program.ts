/**
 * Where a subscriber's own value goes. `unsubscribeUrl` is made per recipient; every other slot is a field of the
 * subscriber (`name`, `email`, or a column of the list), with the text to use where the field is empty.
 */
export interface Slot {
  readonly field: string;
  readonly fallback: string;
  /** Which escaping the place needs. */
  readonly context: SlotContext;
}

export type SlotContext = 'html' | 'attribute' | 'url' | 'text';

/** Literal text and slots in turn, neither escaped nor encoded yet: `['Dear ', {field: 'name', …}, ',']`. */
export type SlotProgram = readonly (string | Slot)[];
