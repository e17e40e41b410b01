import { type AddressInfo, createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { DeliveryError } from '../relay/delivery-error.ts';
import { noteMessage, type Visit, type VisitLimits } from './visit.ts';
import { keepVisitors, type Visitors } from './visitors-socket.ts';

/** One message as SMTP brought it. */
export interface ArrivedMail {
  /** The return path, RFC 5321 section 4.4; empty for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** The message itself, dots unstuffed. */
  readonly bytes: Buffer;
}

/** A no for good: the reply without its code, which is 550; or one for now, with 451. */
export type Refusal = string | { readonly forNow: string };

export interface MailListenerOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The host name that greets. */
  readonly name: string;
  readonly banner?: string;
  readonly maxMessageBytes: number;
  /** Of one message; any number where it is not given. */
  readonly maxRecipients?: number;
  readonly limits: VisitLimits;
  /** PEM. STARTTLS is offered where they are given. */
  readonly tls?: TlsFiles | undefined;
  /** Whether a recipient is one of ours, asked before any content is taken; everybody is where it is not given. */
  readonly judgeRecipient?: (address: string) => Refusal | null;
  /**
   * Resolves once the message is kept, with null: the 250 comes after it; or with what its sender is told of why it is
   * not. A rejection becomes a 451 and is reported.
   */
  readonly keep: (mail: ArrivedMail) => Promise<Refusal | null>;
  /** Told what is our own trouble. What clients do wrong is theirs. */
  readonly report: (error: unknown) => void;
  /** What a client is told of a rejection; nothing where it is not given, for strangers need not know. */
  readonly explain?: (error: unknown) => string;
}

export interface TlsFiles {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Takes mail in over SMTP and passes none on. */
export interface MailListener {
  readonly host: string;
  readonly port: number;
  /** Lets in nobody, finishes the messages that are on their way, and resolves when the last client is gone. */
  close(): Promise<void>;
}

/** RFC 5321 section 4.5.3.2.7: a server waits that long for the next command. */
const idleMs = 5 * 60_000;
/** Within the ten seconds that a container is given to stop. */
const closeTimeoutMs = 8_000;
/** RFC 5321 section 4.5.3.1.4 says 512 octets, and extensions of MAIL and RCPT add to it. */
const maxCommandBytes = 2_048;

/** @throws DeliveryError where the address cannot be listened on */
export async function listenForMail(options: MailListenerOptions): Promise<MailListener> {
  const visitors = keepVisitors(options.limits, options.name, (id, why) => {
    for (const connection of smtp.connections) if (connection.id === id) connection.send(421, why);
  });
  const smtp = smtpServer(options, visitors);
  const door = createServer((socket) => {
    const id = visitors.admit(socket);
    if (id !== null) smtp.connect(socket, { id });
  });
  await listen(door, options);
  door.on('error', options.report);
  const { address: host, port } = door.address() as AddressInfo;
  return { host, port, close: () => close(door, smtp, visitors) };
}

function smtpServer(options: MailListenerOptions, visitors: Visitors): SMTPServer {
  const { maxRecipients, tls, limits, judgeRecipient = () => null } = options;
  const server = new SMTPServer({
    name: options.name,
    ...(options.banner === undefined ? {} : { banner: options.banner }),
    heloResponse: '%s',
    // The jokes of old sendmails, and what asks us to vouch for an address or to trust another's word for who is calling.
    disabledCommands: ['AUTH', 'WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD', ...(tls ? [] : ['STARTTLS'])],
    ...(tls ?? {}),
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    maxCommandLength: maxCommandBytes,
    socketTimeout: idleMs,
    size: options.maxMessageBytes,
    rejectOversized: true,
    ...(maxRecipients === undefined ? {} : { maxRecipients }),
    logger: false,
    // Never answered at once: smtp-server 3.21 would lose a message that follows another in the same segment.
    onMailFrom: (_, { id }, done) => void setImmediate(done, tooMany(visitors.visit(id), limits)),
    onRcptTo: ({ address }, { id }, done) =>
      void setImmediate(done, judge(judgeRecipient(address), visitors.visit(id), limits)),
    onData: (stream, session, done) => {
      receive(options, visitors.visit(session.id), stream, session).then(done, done);
    },
    onClose: ({ id }) => visitors.left(id),
  });
  // A client that drops its connection is no trouble of ours.
  server.on('error', (error) => {
    if (!('remoteAddress' in error)) options.report(error);
  });
  return server;
}

function tooMany(visit: Visit | undefined, { maxMessages }: VisitLimits): Error | null {
  return (visit?.messages ?? 0) < maxMessages ? null : no(421, 'Enough for one connection');
}

function judge(refusal: Refusal | null, visit: Visit | undefined, limits: VisitLimits): Error | null {
  if (refusal === null) return null;
  if (visit) visit.refusedRecipients += 1;
  const isGuessing = (visit?.refusedRecipients ?? 0) > limits.maxRefusedRecipients;
  return isGuessing ? no(421, 'Too many recipients that are not here') : refused(refusal);
}

/** Reads one message and has it kept. Resolves with the error to tell the client, or null. */
async function receive(
  { maxMessageBytes, keep, report, explain = () => 'Not now, try again later' }: MailListenerOptions,
  visit: Visit | undefined,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<Error | null> {
  if (visit) visit.isSending = true;
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (visit) visit.messageBytes += chunk.length;
    // What is over the limit is read to its end, as RFC 1870 section 6.3 has it, and not kept.
    if (stream.byteLength <= maxMessageBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (visit) visit.isServed = true;
  try {
    const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const recipients = envelope.rcptTo.map(({ address }) => address);
    if (stream.sizeExceeded) return null;
    const refusal = await keep({ sender, recipients, bytes: Buffer.concat(chunks) });
    return refusal === null ? null : refused(refusal);
  } catch (error) {
    report(error);
    return no(451, explain(error));
  } finally {
    if (visit) noteMessage(visit, Date.now());
  }
}

function refused(refusal: Refusal): Error {
  return typeof refusal === 'string' ? no(550, refusal) : no(451, refusal.forNow);
}

function no(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function listen(door: Server, { host, port }: MailListenerOptions): Promise<void> {
  return new Promise((done, fail) => {
    const refuse = (error: NodeJS.ErrnoException) => fail(refusal(error, host, port));
    door.once('error', refuse);
    door.listen(port, host, () => {
      door.off('error', refuse);
      done();
    });
  });
}

const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already. Stop it or choose another port.',
  EACCES: 'this user may not; ports below 1024 are for root. Choose a higher port and forward port 25 to it.',
  EADDRNOTAVAIL: 'this machine does not have that address.',
  ENOTFOUND: 'there is no such host.',
  EAI_AGAIN: 'the host cannot be looked up.',
};

function refusal(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = refusals[error.code ?? ''];
  const fault = `Cannot take mail on ${host} port ${port}: ${why}`;
  return why ? new DeliveryError([fault], 'mistake', { cause: error }) : error;
}

async function close(door: Server, smtp: SMTPServer, visitors: Visitors): Promise<void> {
  const closed = new Promise<void>((done) => door.close(() => done()));
  // From here on every command is answered with 421; a message that is on its way is still taken whole.
  smtp.close();
  const idle = new Set(visitors.idle());
  for (const connection of smtp.connections)
    if (idle.has(connection.id)) connection.send(421, 'Closing, come again later');
  const deadline = setTimeout(() => visitors.close(), closeTimeoutMs);
  await closed;
  clearTimeout(deadline);
  visitors.close();
}
