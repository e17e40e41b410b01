import { encodeQuotedPrintable, softBreak } from '../../mail/quoted-printable.ts';
import type { Slot, SlotContext } from '../slot-program.ts';
import { slotText } from './fill-slots.ts';

/**
 * The longest values there are of each field, none of them empty. There can be several, since it depends on the
 * escaping of a place which of two is longer; which one counts is worked out for each slot.
 */
export type LongestValues = Readonly<Record<string, readonly string[]>>;

/** What a value takes in a slot, in bytes: as HTML or text, and as it is sent, with the soft line break after it. */
export interface SlotSize {
  readonly decoded: number;
  readonly encoded: number;
}

export function slotSize(slot: Slot, value: string): SlotSize {
  const text = slotText(slot, { [slot.field]: value });
  return { decoded: Buffer.byteLength(text), encoded: encodeQuotedPrintable(text).length + softBreak.length };
}

const contexts: readonly SlotContext[] = ['html', 'attribute', 'url-part', 'text'];
/** By UTF-16 code unit; 0 where it was never met. */
const unitCosts = new Uint8Array(0x10000);

/**
 * An upper bound of both sizes of a value in any slot, far sooner had than the sizes themselves: for
 * passing over most of a million values.
 */
export function mostBytes(value: string): number {
  let sum = 0;
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charCodeAt(at);
    unitCosts[unit] ||= unitCost(unit);
    sum += unitCosts[unit] ?? 0;
  }
  // A line takes 73 to 75 characters, depending on what would fit no more.
  return sum + softBreak.length * (1 + Math.floor(sum / 73));
}

/** White space, dots and the F of `From ` are encoded at the ends of a line and not within it; here always. */
function unitCost(unit: number): number {
  const character = String.fromCharCode(unit);
  if (character === 'F') return '=46'.length;
  const sizes = contexts.map((context) => {
    const text = slotText({ field: 'x', fallback: '', context }, { x: character });
    return encodeQuotedPrintable(text).length;
  });
  return Math.max(...sizes);
}
