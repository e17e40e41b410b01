/**
 * Frames of the PostgreSQL wire protocol, version 3: one byte of type, four of length (which counts itself), a body.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** The status byte of ReadyForQuery: idle, in a transaction, or in one that failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

/** What the backend said to one message, with what it meant for everybody else taken out. */
export interface Answer {
  readonly reply: Buffer;
  readonly notifications: readonly NotificationFrame[];
  /** Null where the answer ends before ReadyForQuery. */
  readonly status: TransactionStatus | null;
  /** True where a LISTEN or UNLISTEN was carried out. */
  readonly changesListening: boolean;
}

export interface NotificationFrame {
  readonly channel: string;
  readonly frame: Buffer;
}

const headerBytes = 5;
const commandComplete = 0x43; // C
const notificationResponse = 0x41; // A
const readyForQuery = 0x5a; // Z

/** Reads a whole answer; the frames of the reply keep their order. */
export function readAnswer(bytes: Buffer): Answer {
  const notifications: NotificationFrame[] = [];
  const kept: Buffer[] = [];
  let keptFrom = 0;
  let status: TransactionStatus | null = null;
  let changesListening = false;
  for (let at = 0; at < bytes.length; ) {
    const end = frameEnd(bytes, at);
    const type = bytes[at];
    if (type === readyForQuery) status = bytes.toString('latin1', at + headerBytes, end) as TransactionStatus;
    else if (type === commandComplete) changesListening ||= isListenTag(bytes, at + headerBytes);
    else if (type === notificationResponse) {
      const frame = bytes.subarray(at, end);
      notifications.push({ channel: readChannel(frame), frame });
      if (at > keptFrom) kept.push(bytes.subarray(keptFrom, at));
      keptFrom = end;
    }
    at = end;
  }
  const rest = bytes.subarray(keptFrom);
  return {
    reply: kept.length === 0 ? rest : Buffer.concat([...kept, rest]),
    notifications,
    status,
    changesListening,
  };
}

function frameEnd(bytes: Buffer, at: number): number {
  return at + 1 + bytes.readUInt32BE(at + 1);
}

// Tags are LISTEN and UNLISTEN; nothing else begins with LI or UN.
function isListenTag(bytes: Buffer, at: number): boolean {
  const tag = bytes.toString('latin1', at, at + 2);
  return tag === 'LI' || tag === 'UN';
}

// The body of NotificationResponse: four bytes of process id, the channel, the payload, each ended by a zero.
function readChannel(frame: Buffer): string {
  const at = headerBytes + 4;
  return frame.toString('utf8', at, frame.indexOf(0, at));
}

/** The frame of a simple query. */
export function queryFrame(statement: string): Buffer {
  const text = Buffer.from(`${statement}\0`);
  const frame = Buffer.alloc(headerBytes + text.length);
  frame.write('Q');
  frame.writeUInt32BE(4 + text.length, 1);
  text.copy(frame, headerBytes);
  return frame;
}

/** The statements in a message of the client: of its simple queries, and of what it parses. */
export function readStatements(message: Buffer): string[] {
  const statements: string[] = [];
  for (let at = 0; at < message.length; at = frameEnd(message, at)) {
    const type = message.toString('latin1', at, at + 1);
    let start = at + headerBytes;
    // Parse names the prepared statement first.
    if (type === 'P') start = message.indexOf(0, start) + 1;
    if (type === 'Q' || type === 'P')
      statements.push(message.toString('utf8', start, message.indexOf(0, start)));
  }
  return statements;
}

/** What a backend says to the first message of a client that it trusts: AuthenticationOk, ReadyForQuery (idle). */
export const welcome: Buffer = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, readyForQuery, 0, 0, 0, 5, 0x49]);

/** The type of Terminate, with which a client takes its leave. */
export const terminate = 0x58; // X
