import { EmailError } from '../email-error.ts';
import type { Variant } from '../rendered-issue.ts';
import type { Slot, SlotContext, SlotProgram } from '../slot-program.ts';
import { htmlStretches } from './slot-context.ts';
import { readSlotToken, type SlotNonce, slotPattern } from './slot-token.ts';

/** Both parts of an issue, still with a token at every place of a subscriber's own value. */
export interface UnsplitVariant {
  readonly html: string;
  readonly text: string;
}

/**
 * Splits every variant at its slot tokens.
 *
 * @throws EmailError with every place in which no escaping makes a value safe
 */
export function splitVariants(variants: readonly UnsplitVariant[], nonce: SlotNonce): Variant[] {
  const faults = new Set<string>();
  const split = variants.flatMap(({ html, text }) => {
    try {
      return [{ html: splitHtmlSlots(html, nonce), text: splitTextSlots(text, nonce) }];
    } catch (error) {
      if (!(error instanceof EmailError)) throw error;
      for (const fault of error.faults) faults.add(fault);
      return [];
    }
  });
  if (faults.size > 0) throw new EmailError([...faults]);
  return split;
}

/**
 * Splits rendered HTML at its slot tokens, each slot with the escaping of its place.
 *
 * @throws EmailError where a template puts a value in a place that no escaping makes safe
 */
export function splitHtmlSlots(html: string, nonce: SlotNonce): SlotProgram {
  const faults: string[] = [];
  const program = htmlStretches(html).flatMap(({ text, contextAt }) =>
    splitAt(text, nonce, (offset, field) => {
      const context = contextAt(offset);
      if (context === null) faults.push(unsafePlace(field, text));
      return context ?? 'html';
    }),
  );
  if (faults.length > 0) throw new EmailError(faults);
  return joinLiterals(program);
}

export function splitTextSlots(text: string, nonce: SlotNonce): SlotProgram {
  return joinLiterals(splitAt(text, nonce, () => 'text'));
}

function splitAt(
  text: string,
  nonce: SlotNonce,
  contextAt: (offset: number, field: string) => SlotContext,
): (string | Slot)[] {
  const pieces: (string | Slot)[] = [];
  let end = 0;
  for (const match of text.matchAll(slotPattern(nonce))) {
    const [field, fallback] = readSlotToken(match[1] ?? '');
    pieces.push(text.slice(end, match.index), { field, fallback, context: contextAt(match.index, field) });
    end = match.index + match[0].length;
  }
  return [...pieces, text.slice(end)];
}

function joinLiterals(pieces: readonly (string | Slot)[]): SlotProgram {
  const joined: (string | Slot)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined.filter((piece) => piece !== '');
}

function unsafePlace(field: string, stretch: string): string {
  const shown = stretch.length > 60 ? `${stretch.slice(0, 57)}…` : stretch;
  return (
    `The template puts the subscriber's field "${field}" into ${JSON.stringify(shown)}, where no escaping makes it safe. ` +
    'Put it into the text or into a quoted attribute that is neither style nor an event.'
  );
}
