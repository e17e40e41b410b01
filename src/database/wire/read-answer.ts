import { frameEnd, headerBytes, joinBytes } from './frame.ts';

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

const commandComplete = 0x43; // C
const dataRow = 0x44; // D
const errorResponse = 0x45; // E
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
    reply: joinBytes([...kept, rest]),
    notifications,
    status,
    changesListening,
  };
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

/** The rows of an answer to a simple query, each value as text. */
export function readRows(reply: Buffer): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (let at = 0; at < reply.length; at = frameEnd(reply, at))
    if (reply[at] === dataRow) rows.push(readRow(reply, at + headerBytes));
  return rows;
}

// Two bytes of how many values, then of each four bytes of its length (-1 for null) and the value.
function readRow(bytes: Buffer, start: number): (string | null)[] {
  const count = bytes.readUInt16BE(start);
  const row: (string | null)[] = [];
  for (let at = start + 2; row.length < count; ) {
    const length = bytes.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : bytes.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return row;
}

/** The first error that an answer tells, as its frame; null where it tells none. */
export function findError(reply: Buffer): Buffer | null {
  for (let at = 0; at < reply.length; at = frameEnd(reply, at))
    if (reply[at] === errorResponse) return reply.subarray(at, frameEnd(reply, at));
  return null;
}

/** ParseComplete has no body. */
const parseComplete = Buffer.from([0x31, 0, 0, 0, 4]);

/** An answer without its first ParseComplete. */
export function withoutParse(reply: Buffer): Buffer {
  const hasParse = reply.subarray(0, parseComplete.length).equals(parseComplete);
  return hasParse ? reply.subarray(parseComplete.length) : reply;
}

/** ReadyForQuery is one byte behind its header. */
const readyBytes = headerBytes + 1;

/** An answer with frames before its ReadyForQuery, where a server puts what its client listens to; behind it if it has none. */
export function beforeReady(
  reply: Buffer,
  status: TransactionStatus | null,
  frames: readonly Buffer[],
): Buffer {
  if (frames.length === 0) return reply;
  const end = status === null ? reply.length : reply.length - readyBytes;
  return Buffer.concat([reply.subarray(0, end), ...frames, reply.subarray(end)]);
}
