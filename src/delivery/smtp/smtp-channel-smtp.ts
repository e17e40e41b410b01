import type { Socket } from 'node:net';
import type { MessagePieces } from '../../mail/message-pieces.ts';
import { replyReader } from '../../mail/reply-reader.ts';
import type { SmtpReply } from '../../mail/smtp-reply.ts';

/** What came of waiting for the relay: its reply, or why there will be none. */
export type Heard = { readonly reply: SmtpReply } | { readonly lost: string };

/** The client's end of an SMTP connection: bytes go out, replies come in, in order. */
export interface SmtpChannel {
  /** False when the connection has ended, or a reply has come that nobody asked for and nobody has taken. */
  readonly isQuiet: boolean;
  /**
   * Resolves when the kernel has taken every byte, or when there is something to hear first: a relay that refuses in
   * the middle may never read the rest.
   */
  write(data: string | MessagePieces): Promise<void>;
  /** The next reply. Silence for so long ends the connection. */
  hear(timeoutMs: number): Promise<Heard>;
  /** Ends the connection at once, in the middle of whatever was said. */
  drop(): void;
  /** RFC 5321 section 4.1.1.10: says QUIT, and leaves the answer to nobody. */
  quit(): void;
}

const quitGraceMs = 5_000;

/** @param socket connected, and nobody else's from here on */
export function smtpChannel(socket: Socket): SmtpChannel {
  const inbox = replyInbox();
  const end = (why: string): void => {
    socket.destroy();
    inbox.end(why);
  };
  listen(socket, inbox, end);
  return {
    get isQuiet() {
      return inbox.isQuiet;
    },
    write: (data) =>
      new Promise((resolve) => {
        inbox.onNews = resolve;
        writeAll(socket, data, resolve);
        if (!inbox.isQuiet) resolve();
      }),
    hear: (timeoutMs) => {
      socket.setTimeout(timeoutMs);
      return inbox.next();
    },
    drop: () => end('the connection was given up'),
    quit: () => {
      if (socket.destroyed) return;
      inbox.end('the session was ended');
      socket.setTimeout(quitGraceMs);
      socket.end('QUIT\r\n');
    },
  };
}

/** Many pieces go to the kernel in one call, uncopied; TLS would make a record of each, so there they are joined. */
function writeAll(socket: Socket, data: string | MessagePieces, done: () => void): void {
  if (typeof data === 'string' || 'encrypted' in socket) {
    socket.write(typeof data === 'string' ? data : Buffer.concat(data), done);
    return;
  }
  socket.cork();
  for (const piece of data.slice(0, -1)) socket.write(piece);
  socket.write(data.at(-1) ?? '', done);
  socket.uncork();
}

function listen(socket: Socket, inbox: ReplyInbox, end: (why: string) => void): void {
  const reader = replyReader();
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const replies = reader.read(chunk);
    if (replies) inbox.take(replies);
    else end('the relay said something that is no SMTP reply');
  });
  socket.on('timeout', () => end('the relay did not answer in time'));
  socket.on('error', (error) => end(error.message));
  socket.on('end', () => end('the relay closed the connection'));
  socket.on('close', () => end('the connection was closed'));
}

/** The replies that have come and were not yet heard, and in the end why there are no more. */
interface ReplyInbox {
  readonly isQuiet: boolean;
  /** Called once when something comes. */
  onNews: () => void;
  take(replies: readonly SmtpReply[]): void;
  end(why: string): void;
  next(): Promise<Heard>;
}

function replyInbox(): ReplyInbox {
  const replies: SmtpReply[] = [];
  let lost: string | null = null;
  let onHeard: ((heard: Heard) => void) | null = null;
  const pass = (): void => {
    inbox.onNews();
    const reply = replies[0];
    if (!onHeard || (!reply && lost === null)) return;
    onHeard(reply ? { reply } : { lost: lost ?? '' });
    onHeard = null;
    replies.shift();
  };
  const inbox = {
    get isQuiet() {
      return lost === null && replies.length === 0;
    },
    onNews: () => undefined,
    take(arrived: readonly SmtpReply[]) {
      replies.push(...arrived);
      pass();
    },
    end(why: string) {
      lost ??= why;
      pass();
    },
    next: () =>
      new Promise<Heard>((resolve) => {
        onHeard = resolve;
        pass();
      }),
  };
  return inbox;
}
