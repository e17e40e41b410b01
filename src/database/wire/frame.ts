/**
 * Frames of the PostgreSQL wire protocol, version 3: one byte of type, four of length (which counts itself), a body.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export const headerBytes = 5;

/** Where the frame that begins at `at` ends; the bytes of its header must be there. */
export function frameEnd(bytes: Buffer, at: number): number {
  return at + 1 + bytes.readUInt32BE(at + 1);
}

/** @param type one letter */
export function frameOf(type: string, ...body: readonly Buffer[]): Buffer {
  const frame = Buffer.concat([Buffer.alloc(headerBytes), ...body]);
  frame.write(type, 0, 'latin1');
  frame.writeUInt32BE(frame.length - 1, 1);
  return frame;
}

/** Several as one; one is not copied. */
export function joinBytes(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

/** A string as the protocol writes it: ended by a zero. */
export function zeroEnded(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

/** The string that begins at `at`, and where the next thing begins. */
export function readString(bytes: Buffer, at: number): { readonly text: string; readonly next: number } {
  const end = bytes.indexOf(0, at);
  return { text: bytes.toString('utf8', at, end), next: end + 1 };
}
