import { frameEnd, headerBytes, joinBytes } from './frame.ts';

/** What a client wants answered before it says more: whole messages, of which the last asks for an answer. */
export interface Turn {
  readonly message: Buffer;
  /** Whether it ends with Flush: then more of the same belongs to it, up to a Sync. */
  readonly isOpen: boolean;
}

/** What the bytes of a client amount to so far. */
export interface ReadTurns {
  readonly turns: readonly Turn[];
  /** Terminate was among them; what came behind it is nobody's. */
  readonly isOver: boolean;
  /** Why no more can be read of this client; null where all is well. */
  readonly violation: string | null;
}

/** A message of a client, by the letter of its type: whether it asks for an answer, and whether it may come at all. */
const messages: Readonly<Record<string, 'more follows' | 'answer' | 'flush' | 'end'>> = {
  B: 'more follows', // Bind
  C: 'more follows', // Close
  D: 'more follows', // Describe
  E: 'more follows', // Execute
  P: 'more follows', // Parse
  F: 'answer', // FunctionCall
  Q: 'answer', // Query
  S: 'answer', // Sync
  H: 'flush', // Flush
  X: 'end', // Terminate
};

/** Splits the bytes of a client, however they arrive, into turns. */
export class TurnReader {
  readonly #maxBytes: number;
  /** What follows the last whole message, as it arrived: joined only once the next message is whole. */
  #chunks: Buffer[] = [];
  #length = 0;
  /** So long has it to be before there is anything to read. */
  #needed = headerBytes;
  /** The whole messages that wait for the end of their turn. */
  #turn: Buffer[] = [];
  #turnBytes = 0;

  /** @param maxBytes the most that one turn may have: it is kept in memory until it is whole */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  read(chunk: Buffer): ReadTurns {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const turns: Turn[] = [];
    const end = (violation: string | null, isOver: boolean) => ({ turns, isOver, violation });
    if (this.#length < this.#needed) return end(null, false);
    const bytes = joinBytes(this.#chunks);
    let at = 0;
    this.#needed = headerBytes;
    while (bytes.length - at >= headerBytes) {
      const type = bytes.toString('latin1', at, at + 1);
      const kind = messages[type];
      const next = frameEnd(bytes, at);
      if (kind === undefined) return end(`invalid frontend message type ${type.charCodeAt(0)}`, false);
      if (next < at + headerBytes || this.#turnBytes + next - at > this.#maxBytes)
        return end('invalid message length', false);
      if (next > bytes.length) {
        this.#needed = next - at;
        break;
      }
      if (kind === 'end') return end(null, true);
      this.#add(bytes.subarray(at, next));
      if (kind !== 'more follows') turns.push(this.#take(kind === 'flush'));
      at = next;
    }
    this.#chunks = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#length = bytes.length - at;
    return end(null, false);
  }

  #add(message: Buffer): void {
    this.#turn.push(message);
    this.#turnBytes += message.length;
  }

  #take(isOpen: boolean): Turn {
    const message = joinBytes(this.#turn);
    this.#turn = [];
    this.#turnBytes = 0;
    return { message, isOpen };
  }
}
