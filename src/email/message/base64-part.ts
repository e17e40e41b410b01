import { base64LinesLength, encodeBase64Lines } from '../../mail/base64-lines.ts';
import type { Slot, SlotProgram } from '../slot-program.ts';

/**
 * Slots with what stands between them and behind them, up to a place where white space means nothing. There the run is
 * filled up to three bytes, so that what follows is the same base64 for everybody (RFC 2045 section 6.8).
 */
export interface SlotRun {
  readonly parts: readonly (Buffer | Slot)[];
  /** The end of the part, which base64 itself fills up. */
  readonly isLast: boolean;
}

/** The bytes of a text; the line ends of text in mail are CRLF before they are encoded (RFC 2045 section 6.8). */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'));
}

const groupBytes = 3;
const filler = ' ';

/** A part of a message as base64: literals encoded once for all, each whole lines, and runs for each reader. */
export function encodeBase64Part(program: SlotProgram, kind: 'html' | 'text'): (Buffer | SlotRun)[] {
  const pieces: (Buffer | SlotRun)[] = [];
  const lastSlot = program.findLastIndex((piece) => typeof piece !== 'string');
  let run: (Buffer | Slot)[] | null = null;
  let before = '';
  let tail: Buffer = Buffer.alloc(0);
  const addLiteral = (text: string, isFinal: boolean): void => {
    const bytes = bytesOf(text);
    const whole = isFinal ? bytes.length : bytes.length - (bytes.length % groupBytes);
    pieces.push(Buffer.from(encodeBase64Lines(bytes.subarray(0, whole))));
    tail = bytes.subarray(whole);
  };
  for (const [at, piece] of program.entries()) {
    if (typeof piece !== 'string') {
      run ??= [tail];
      run.push(piece);
      continue;
    }
    const place = run === null ? 0 : placeToFill(piece, before, run.at(-1), kind);
    before = piece;
    if (run !== null) {
      run.push(bytesOf(place === null ? piece : piece.slice(0, place)));
      if (place === null) continue;
      pieces.push({ parts: run, isLast: false });
      run = null;
    }
    addLiteral(piece.slice(place ?? 0), at > lastSlot);
  }
  if (run !== null) pieces.push({ parts: run, isLast: true });
  return pieces;
}

/** A run as one reader gets it, in whole lines. */
export function encodeRun({ parts, isLast }: SlotRun, textOf: (slot: Slot) => string): string {
  const bytes = Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : bytesOf(textOf(part)))));
  const missing = isLast ? 0 : (groupBytes - (bytes.length % groupBytes)) % groupBytes;
  return encodeBase64Lines(Buffer.concat([bytes, Buffer.from(filler.repeat(missing))]));
}

/** How many bytes a run takes as it is sent, for the longest of the texts that each of its slots may have. */
export function runSize({ parts }: SlotRun, textsOf: (slot: Slot) => readonly string[]): number {
  const longest = parts.map((part) =>
    Buffer.isBuffer(part) ? part.length : Math.max(...textsOf(part).map((text) => bytesOf(text).length)),
  );
  return base64LinesLength(longest.reduce((sum, bytes) => sum + bytes, 0));
}

/**
 * Where blanks may be put into the literal behind a slot and nobody sees them: within a tag, behind the value that the
 * slot stands in or before the end of the next one; in plain text at the end of a line. Null where there is none.
 */
function placeToFill(
  literal: string,
  before: string,
  last: Buffer | Slot | undefined,
  kind: 'html' | 'text',
): number | null {
  if (kind === 'text') return lineEnd(literal);
  const context = last === undefined || Buffer.isBuffer(last) ? null : last.context;
  if (context === 'html') return tagEnd(literal);
  const quote = /=\s*(["'])[^"']*$/.exec(before)?.[1];
  const end = quote === undefined || context === null ? -1 : literal.indexOf(quote);
  return end < 0 ? null : end + 1;
}

const tag = /<\/?[a-z][a-z0-9]*(?:\s[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*){0,50})?(?=\/?>)/i;

function tagEnd(literal: string): number | null {
  const found = tag.exec(literal);
  return found === null ? null : found.index + found[0].replace(/\/$/, '').length;
}

/** "-- " alone in its line begins the signature, and must stay so. */
function lineEnd(literal: string): number | null {
  const found = /(?<!^-- ?)$(?=\n)/m.exec(literal);
  return found?.index ?? null;
}
