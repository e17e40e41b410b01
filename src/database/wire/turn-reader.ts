import { frameEnd, headerBytes } from './frame.ts';

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
  #bytes: Buffer = Buffer.alloc(0);
  /** How many of those bytes are whole messages that wait for the end of their turn. */
  #read = 0;

  /** @param maxBytes the most that one turn may have: it is kept in memory until it is whole */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  read(chunk: Buffer): ReadTurns {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const turns: Turn[] = [];
    const end = (violation: string | null, isOver: boolean) => ({ turns, isOver, violation });
    while (this.#bytes.length - this.#read >= headerBytes) {
      const type = this.#bytes.toString('latin1', this.#read, this.#read + 1);
      const kind = messages[type];
      const next = frameEnd(this.#bytes, this.#read);
      if (kind === undefined) return end(`invalid frontend message type ${type.charCodeAt(0)}`, false);
      if (next < this.#read + headerBytes || next > this.#maxBytes)
        return end('invalid message length', false);
      if (next > this.#bytes.length) break;
      if (kind === 'end') return end(null, true);
      this.#read = next;
      if (kind !== 'more follows') turns.push(this.#take(kind === 'flush'));
    }
    return end(this.#bytes.length > this.#maxBytes ? 'message too long' : null, false);
  }

  #take(isOpen: boolean): Turn {
    const message = this.#bytes.subarray(0, this.#read);
    this.#bytes = this.#bytes.subarray(this.#read);
    this.#read = 0;
    return { message, isOpen };
  }
}
