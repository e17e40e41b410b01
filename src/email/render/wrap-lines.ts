import { displayWidth, wrapText } from '../../content/text/wrap-text.ts';
import { type SlotNonce, slotPattern } from '../slots/slot-token.ts';

const columns = 72;
/** A token is far longer than the name or address that will stand there; about this wide. A noncharacter of Unicode. */
const standIn = '\ufdd0'.repeat(16);

/** Wraps what a text template says at 72 columns, so its author need not count; shorter lines stay as they are. */
export function wrapLines(text: string, nonce: SlotNonce): string {
  const tokens = text.match(slotPattern(nonce)) ?? [];
  const lines = text
    .replace(slotPattern(nonce), standIn)
    .split('\n')
    .flatMap((line) => (displayWidth(line) > columns ? wrapText(line, columns) : line));
  return lines.join('\n').replaceAll(standIn, () => tokens.shift() ?? '');
}
