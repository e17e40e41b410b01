/**
 * Where a subscriber's own value goes. `unsubscribeUrl` and `preferencesUrl`, and `noticeUrl` of a notice, are made per recipient; every other slot
 * is a field of the subscriber (`name`, `email`, or a column of the list), with the text to use where the field is empty.
 */
export interface Slot {
  readonly field: string;
  readonly fallback: string;
  readonly context: SlotContext;
}

/**
 * The escaping that the place needs: between tags, in an attribute, as a whole URL in an attribute, as a part of one,
 * or in plain text.
 */
export type SlotContext = 'html' | 'attribute' | 'url' | 'url-part' | 'text';

/** Literal text and slots in turn, neither escaped nor encoded yet: `['Dear ', {field: 'name', …}, ',']`. */
export type SlotProgram = readonly (string | Slot)[];

/** What fills the slots of one recipient, by field; a missing or empty one gives the slot's fallback. */
export type SlotValues = Readonly<Record<string, string>>;
