import { syncFrame } from './client-frames.ts';
import { frameEnd, frameOf, headerBytes, joinBytes, readString, zeroEnded } from './frame.ts';
import { readStatementText, type StatementText } from './statement-text.ts';

/** A turn as the one backend is to see it. */
export interface RewrittenTurn {
  readonly message: Buffer;
  /** What it executes or parses, each as the client wrote it and as it was read. */
  readonly statements: readonly { readonly written: string; readonly read: StatementText }[];
  /** Whether the first ParseComplete of the answer is ours and not for the client. */
  readonly hasOwnParse: boolean;
  /** Whether it leaves an unnamed statement of this client with the backend. */
  readonly usesUnnamed: boolean;
}

/**
 * The prepared statements of one client (PostgreSQL documentation, 53.2.3): with one backend for all, two clients would
 * clash over a name, and one would execute what another parsed without a name.
 */
export class ClientStatements {
  readonly #nextName: () => string;
  readonly #names = new Map<string, string>();
  /** The Parse of its unnamed statement. */
  #unnamed: Buffer | null = null;

  /** @param nextName a name that no statement of the backend has yet */
  constructor(nextName: () => string) {
    this.#nextName = nextName;
  }

  /** @param isUnnamedOurs whether the unnamed statement that the backend has is this client's */
  rewrite(message: Buffer, isUnnamedOurs: boolean): RewrittenTurn {
    const frames: Buffer[] = [];
    const statements: { written: string; read: StatementText }[] = [];
    let isOurs = isUnnamedOurs;
    let hasOwnParse = false;
    for (let at = 0; at < message.length; at = frameEnd(message, at)) {
      const frame = message.subarray(at, frameEnd(message, at));
      const type = frame.toString('latin1', 0, 1);
      if (type === 'Q') {
        const written = readString(frame, headerBytes).text;
        const read = readStatementText(written);
        statements.push({ written, read });
        frames.push(frameOf('Q', zeroEnded(read.text)));
      } else if (type === 'P') {
        const { written, read, parse, isUnnamed } = this.#rewriteParse(frame);
        statements.push({ written, read });
        frames.push(parse);
        isOurs ||= isUnnamed;
      } else {
        if (usesUnnamed(type, frame) && !isOurs && this.#unnamed !== null) {
          frames.unshift(this.#unnamed);
          isOurs = hasOwnParse = true;
        }
        frames.push(this.#rewriteName(type, frame));
      }
    }
    return { message: joinBytes(frames), statements, hasOwnParse, usesUnnamed: isOurs };
  }

  /** Forgets every statement of the client, and gives the message that ends them; null where there is none with a name. */
  endAll(): Buffer | null {
    const closes = [...this.#names.values()].map((name) => frameOf('C', Buffer.from('S'), zeroEnded(name)));
    this.#names.clear();
    this.#unnamed = null;
    return closes.length === 0 ? null : Buffer.concat([...closes, syncFrame]);
  }

  // Parse: the name, the text, the types of the parameters.
  #rewriteParse(frame: Buffer) {
    const name = readString(frame, headerBytes);
    const text = readString(frame, name.next);
    const read = readStatementText(text.text);
    const backendName = name.text === '' ? '' : this.#backendName(name.text);
    const parse =
      backendName === name.text && read.text === text.text
        ? frame
        : frameOf('P', zeroEnded(backendName), zeroEnded(read.text), frame.subarray(text.next));
    if (name.text === '') this.#unnamed = parse;
    return { written: text.text, read, parse, isUnnamed: name.text === '' };
  }

  // Bind names a portal first. Describe and Close name either, by a letter before.
  #rewriteName(type: string, frame: Buffer): Buffer {
    const isOfStatement = frame[headerBytes] === ofStatement;
    if (type === 'B') return this.#withName(frame, readString(frame, headerBytes).next);
    if (type === 'D' && isOfStatement) return this.#withName(frame, headerBytes + 1);
    if (type !== 'C' || !isOfStatement) return frame;
    const closed = this.#withName(frame, headerBytes + 1);
    this.#names.delete(readString(frame, headerBytes + 1).text);
    return closed;
  }

  #withName(frame: Buffer, at: number): Buffer {
    const name = readString(frame, at);
    if (name.text === '') return frame;
    const type = frame.toString('latin1', 0, 1);
    const before = frame.subarray(headerBytes, at);
    return frameOf(type, before, zeroEnded(this.#backendName(name.text)), frame.subarray(name.next));
  }

  #backendName(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const given = this.#nextName();
    this.#names.set(name, given);
    return given;
  }
}

const ofStatement = 0x53; // S

function usesUnnamed(type: string, frame: Buffer): boolean {
  if (type === 'B') return readString(frame, readString(frame, headerBytes).next).text === '';
  return type === 'D' && frame[headerBytes] === ofStatement && frame[headerBytes + 1] === 0;
}
