/** One SMTP session of the sink (RFC 5321), written for this purpose alone. */
import type { Socket } from 'node:net';
import type { Fate, MessageMarks, SinkSettings } from './mischief.ts';

/** Whoever the sessions are opened for. */
export interface Relay {
  settings(): SinkSettings;
  /** What becomes of the next attempt for a recipient. */
  judge(recipient: string): Fate;
  /** Writes down that an attempt was refused, or cut. */
  refuse(to: string, fate: Fate): void;
  /** Writes down that a message came to its final dot. */
  receive(to: string, fate: Fate, marks: MessageMarks): void;
}

interface Session {
  readonly socket: Socket;
  readonly relay: Relay;
  /** Logged in, or not asked to. */
  isIn: boolean;
  hasSender: boolean;
  transaction: Transaction | null;
  /** The message under way, as far as it is looked at; null outside DATA. */
  message: Buffer | null;
}

interface Transaction {
  readonly to: string;
  fate: Fate;
}

/** A message under way, and whose it is. */
interface Letter {
  readonly message: Buffer;
  readonly transaction: Transaction;
}

/** Something to do, and what of the bytes is left for the next. */
interface Step {
  readonly rest: Buffer;
  readonly act: () => Promise<void> | void;
}

const endOfMessage = Buffer.from('\r\n.\r\n');
/** As much of a message as is looked at: its header. */
const keptBytes = 16 * 1024;

export function talk(socket: Socket, relay: Relay): void {
  const session: Session = {
    socket,
    relay,
    isIn: relay.settings().login === null,
    hasSender: false,
    transaction: null,
    message: null,
  };
  let rest: Buffer = Buffer.alloc(0);
  // Answers may take a while, and commands that were pipelined wait for theirs (RFC 2920).
  let isBusy = false;
  const work = async () => {
    if (isBusy) return;
    isBusy = true;
    for (let step = takeStep(session, rest); step; step = takeStep(session, rest)) {
      rest = step.rest;
      await step.act();
      if (socket.destroyed) return;
    }
    isBusy = false;
  };
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    void work();
  });
  say(session, '220 sink.example ESMTP');
}

/** The next thing to do with what has come, or null where more has to come first. */
function takeStep(session: Session, bytes: Buffer): Step | null {
  const { message, transaction } = session;
  if (message && transaction) return takeBody(session, bytes, { message, transaction });
  const end = bytes.indexOf('\r\n');
  if (end < 0) return null;
  const line = bytes.toString('latin1', 0, end);
  return { rest: bytes.subarray(end + 2), act: () => obey(session, line) };
}

function takeBody(session: Session, bytes: Buffer, { message, transaction }: Letter): Step | null {
  if (bytes.length === 0) return null;
  // The line of DATA itself ends in the first half of the end of an empty message (RFC 5321 section 4.1.1.4).
  const isEmpty = message.length === 0 && bytes.indexOf('.\r\n') === 0;
  if (isEmpty) return { rest: bytes.subarray(3), act: () => finish(session, { message, transaction }) };
  const end = bytes.indexOf(endOfMessage);
  if (transaction.fate === 'bodyDrop') {
    if (end < 0) return { rest: bytes, act: () => hangUp(session, transaction, 'bodyDrop') };
    // Too late for that: the sender has every reason to think that the dot arrived, so that is what is written down.
    transaction.fate = 'dotLost';
  }
  // The end may lie across two chunks, so its length less one is looked at again.
  const used = end < 0 ? Math.max(0, bytes.length - endOfMessage.length + 1) : end + endOfMessage.length;
  const kept = message.length < keptBytes ? Buffer.concat([message, bytes.subarray(0, used)]) : message;
  session.message = kept;
  if (end >= 0)
    return { rest: bytes.subarray(used), act: () => finish(session, { message: kept, transaction }) };
  return used === 0 ? null : { rest: bytes.subarray(used), act: async () => undefined };
}

async function obey(session: Session, line: string): Promise<void> {
  const verb = line.slice(0, 4).toUpperCase();
  const { relay } = session;
  const { login, isRevoked } = relay.settings();
  if (verb === 'EHLO') {
    const extensions = ['PIPELINING', '8BITMIME', 'SMTPUTF8', ...(login ? ['AUTH PLAIN'] : [])];
    return say(
      session,
      ['250-sink.example', ...extensions.map((name) => `250-${name}`), '250 OK'].join('\r\n'),
    );
  }
  if (verb === 'AUTH') {
    session.isIn = !isRevoked && line === `AUTH PLAIN ${plain(login)}`;
    return say(session, session.isIn ? '235 2.7.0 welcome' : '535 5.7.8 bad credentials');
  }
  if (verb === 'QUIT') return void session.socket.end('221 2.0.0 bye\r\n');
  if (verb === 'MAIL' && (!session.isIn || isRevoked)) {
    session.hasSender = false;
    return say(session, '530 5.7.0 log in first');
  }
  if (verb === 'MAIL' || verb === 'RSET') {
    session.transaction = null;
    session.hasSender = verb === 'MAIL';
  }
  if (verb === 'RCPT') return addRecipient(session, line);
  if (verb === 'DATA') return beginData(session);
  return say(session, '250 2.0.0 ok');
}

async function addRecipient(session: Session, line: string): Promise<void> {
  const { relay } = session;
  if (!session.hasSender) return say(session, '503 5.5.1 no sender');
  const to = /<(.*)>/.exec(line)?.[1] ?? '';
  const { refusal } = relay.settings();
  if (refusal !== null) return say(session, refusal.replace('ADDRESS', to));
  const fate = relay.judge(to);
  await delay(session, to);
  if (!fate.startsWith('rcpt')) {
    session.transaction = { to, fate };
    return say(session, '250 2.1.5 ok');
  }
  relay.refuse(to, fate);
  if (fate === 'rcptGrey') return say(session, greylisted(relay.settings().greylist));
  if (fate === 'rcpt421') return void session.socket.end('421 4.7.0 too many at once, come back later\r\n');
  return say(session, fate === 'rcpt450' ? '450 4.2.1 mailbox busy' : '550 5.1.1 no such mailbox');
}

async function beginData(session: Session): Promise<void> {
  const { transaction } = session;
  if (!transaction) return say(session, '503 5.5.1 no recipient');
  if (transaction.fate === 'dataHang') return hangUp(session, transaction, 'dataHang');
  session.message = Buffer.alloc(0);
  return say(session, '354 go on');
}

/** The final dot has come: written down first, and then answered, or not. */
async function finish(session: Session, { message, transaction }: Letter): Promise<void> {
  const { relay } = session;
  const { to, fate } = transaction;
  session.message = null;
  session.transaction = null;
  session.hasSender = false;
  relay.receive(to, fate, readHeader(message));
  await delay(session, to, relay.settings().answerMs);
  if (fate === 'dot450') return say(session, '450 4.3.0 try again later');
  if (fate === 'dot550') return say(session, '550 5.7.1 not wanted here');
  if (fate === 'dotHang') await sleep(relay.settings().hangMs);
  if (fate === 'ok') return say(session, '250 2.0.0 taken');
  session.socket.destroy();
}

async function hangUp(session: Session, { to }: Transaction, fate: Fate): Promise<void> {
  // At once: while this was written down, the sender would come to its dot, and then only we knew that it was for nothing.
  if (fate === 'bodyDrop') session.socket.destroy();
  session.relay.refuse(to, fate);
  if (fate === 'dataHang') await sleep(session.relay.settings().hangMs);
  session.socket.destroy();
}

function greylisted(seconds: number | null): string {
  return `451 4.7.1 Greylisted, please try again in ${seconds} seconds`;
}

function readHeader(message: Buffer): MessageMarks {
  const header = message.toString('latin1', 0, Math.max(0, message.indexOf('\r\n\r\n')));
  const field = (name: string) =>
    new RegExp(`^${name}:\\s*((?:.*)(?:\\r\\n[ \\t].*)*)`, 'im').exec(header)?.[1];
  return {
    id: field('Message-ID')?.trim(),
    leave: /<(https?:[^>]+)>/.exec(field('List-Unsubscribe') ?? '')?.[1],
  };
}

async function delay(session: Session, to: string, ms = 0): Promise<void> {
  const { tarpit } = session.relay.settings();
  const inTar = tarpit.domain !== null && to.endsWith(`@${tarpit.domain}`) ? tarpit.ms : 0;
  if (ms + inTar > 0) await sleep(ms + inTar);
}

function say({ socket }: Session, reply: string): void {
  if (!socket.destroyed) socket.write(`${reply}\r\n`);
}

function plain(login: string | null): string {
  const [user, password] = (login ?? ':').split(':');
  return Buffer.from(`\0${user}\0${password}`).toString('base64');
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
