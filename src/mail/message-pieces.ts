/**
 * A message, RFC 5322, as pieces that follow one another. Most of it is the same for every recipient and is shared
 * between messages that are on their way at once, so nobody may write to a piece.
 */
export type MessagePieces = readonly Buffer[];

/** In bytes. */
export function messageSize(pieces: MessagePieces): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}
