import type { MessagePieces } from './message-pieces.ts';

const lineEnd = Buffer.from('\r\n');
const lineStartingWithDot = Buffer.from('\r\n.');
const dot = lineStartingWithDot.subarray(2);

/** Looking through a long piece takes longer than all else with it, and it is the same for every recipient. */
const longPiece = 1024;
const seenPlain = new WeakMap<Buffer, boolean>();

/**
 * A message as it follows DATA, RFC 5321 section 4.5.2. Pieces in which nothing is to be done, which is nearly always
 * so, are given back as they are.
 *
 * @param pieces of a message with CRLF line ends
 */
export function dataPieces(pieces: MessagePieces): MessagePieces {
  const last = pieces.at(-1);
  const isPlain = last !== undefined && endsLine(last) && pieces.every(isPlainPiece);
  return isPlain ? pieces : [dataLines(Buffer.concat(pieces))];
}

/** Certainly without a line that begins with a dot, wherever the piece before it ends. */
function isPlainPiece(piece: Buffer): boolean {
  const known = seenPlain.get(piece);
  if (known !== undefined) return known;
  const mayBegin = piece[0] === dot[0] || (piece[0] === lineEnd[1] && piece[1] === dot[0]);
  const isPlain = !mayBegin && !piece.includes(lineStartingWithDot);
  if (piece.length >= longPiece) seenPlain.set(piece, isPlain);
  return isPlain;
}

function endsLine(bytes: Buffer): boolean {
  return bytes.subarray(-lineEnd.length).equals(lineEnd);
}

/**
 * A message as it follows DATA: every line that begins with a dot gets another (RFC 5321 section 4.5.2), and the last
 * line is ended. The final dot is left to the caller. A message that needs neither is given back as it is.
 *
 * @param message with CRLF line ends
 */
export function dataLines(message: Buffer): Buffer {
  const parts: Buffer[] = message[0] === dot[0] ? [dot] : [];
  let from = 0;
  for (let at = message.indexOf(lineStartingWithDot); at >= 0; ) {
    parts.push(message.subarray(from, at + lineStartingWithDot.length), dot);
    from = at + lineStartingWithDot.length;
    at = message.indexOf(lineStartingWithDot, from);
  }
  const isEnded = message.length === 0 || endsLine(message);
  if (parts.length === 0 && isEnded) return message;
  return Buffer.concat([...parts, message.subarray(from), ...(isEnded ? [] : [lineEnd])]);
}
