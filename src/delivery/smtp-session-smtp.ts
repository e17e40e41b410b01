import { Readable } from 'node:stream';
import { setImmediate as immediately, setTimeout as wait } from 'node:timers/promises';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Envelope } from '../mail/envelope.ts';
import { parseSmtpReply, type SmtpReply } from '../mail/smtp-reply.ts';
import type { Receipt } from './receipt.ts';
import { type Relay, relayName } from './relay.ts';

/** RFC 5321 section 4.5.3.2: five minutes for the greeting, ten after the final dot. */
const greetingTimeoutMs = 5 * 60_000;
const idleTimeoutMs = 10 * 60_000;
const connectTimeoutMs = 30_000;
/** Small enough that the streams on the way push back before all of a message is in them. */
const sliceBytes = 64 * 1024;

/** What nodemailer's errors carry; decisions are made on these codes, never on its prose. */
interface ConnectionError extends Error {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
}

/** One connection to the relay, logged in and ready for one transaction after another. */
export interface SmtpSession {
  readonly isUsable: boolean;
  /** True where the relay takes addresses with letters outside ASCII before the @ (RFC 6531). */
  readonly offersSmtpUtf8: boolean;
  send(envelope: Envelope, message: Buffer, beforeDot: () => Promise<boolean>): Promise<Receipt>;
  close(): void;
}

type Unreachable = Extract<Receipt, { kind: 'unreachable' }>;

type Opened =
  | { readonly ok: true; readonly session: SmtpSession }
  | { readonly ok: false; readonly receipt: Unreachable };

export async function openSmtpSession(relay: Relay): Promise<Opened> {
  const connection = new SMTPConnection({
    host: relay.host,
    port: relay.port,
    secure: relay.tls === 'implicit',
    requireTLS: relay.tls === 'required',
    ignoreTLS: relay.tls === 'none',
    name: relay.clientName ?? undefined,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: idleTimeoutMs,
  });
  // nodemailer reports the end of a connection to a callback where one waits, and here in any case.
  const lost = new Promise<ConnectionError>((resolve) => {
    connection.on('error', resolve);
    connection.on('end', () => resolve(new Error('the relay closed the connection')));
  });
  const entered = await Promise.race([logIn(connection, relay), lost.then((error) => ({ error }))]);
  if ('error' in entered) {
    connection.close();
    return { ok: false, receipt: unreachable(relay, entered.error) };
  }
  return { ok: true, session: sessionOver(connection, lost, relay, entered.ehlo) };
}

type Entered = { readonly ehlo: string } | { readonly error: ConnectionError };

function logIn(connection: SMTPConnection, relay: Relay): Promise<Entered> {
  return new Promise((resolve) => {
    connection.connect((error) => {
      if (error) return resolve({ error });
      // Nothing was said since the reply to EHLO, the second one where there was STARTTLS.
      const ehlo = String(connection.lastServerResponse);
      if (!relay.auth) return resolve({ ehlo });
      const { user, password } = relay.auth;
      return connection.login({ user, pass: password }, (loginError) =>
        resolve(loginError ? { error: loginError } : { ehlo }),
      );
    });
  });
}

function sessionOver(
  connection: SMTPConnection,
  lost: Promise<ConnectionError>,
  relay: Relay,
  ehlo: string,
): SmtpSession {
  return {
    offersSmtpUtf8: /^250[ -]SMTPUTF8\b/im.test(ehlo),
    get isUsable() {
      return !connection.destroyed;
    },
    close: () => (connection.destroyed ? undefined : connection.quit()),
    async send(envelope, message, beforeDot) {
      const body = new MessageBody(message, async () => {
        await drained(connection);
        return beforeDot();
      });
      const ended = await Promise.race([
        transaction(connection, envelope, body),
        lost.then((error) => ({ error })),
      ]);
      const receipt = receiptOf(ended, body, relay);
      if (receipt.kind === 'refused') {
        await Promise.race([reset(connection), lost]);
      } else if (receipt.kind !== 'accepted') connection.close();
      return receipt;
    },
  };
}

type Ended = { readonly response: string } | { readonly error: ConnectionError };

function transaction(
  connection: SMTPConnection,
  { returnPath, recipient }: Envelope,
  body: MessageBody,
): Promise<Ended> {
  return new Promise((resolve) => {
    connection.send({ from: returnPath, to: [recipient], size: body.size }, body, (error, info) =>
      resolve(error ? { error } : { response: info?.response ?? '' }),
    );
  });
}

/**
 * The message as a stream that is read on demand: when the reader asks for more than the message, all of it has been
 * passed on, and that is the moment to commit. nodemailer writes the final dot when this stream ends.
 */
class MessageBody extends Readable {
  readonly size: number;
  /** From here on the relay may have the message. */
  isDotSent = false;
  isWithheld = false;
  readonly #message: Buffer;
  readonly #beforeDot: () => Promise<boolean>;
  #given = 0;

  /** False until the relay has asked for the message. */
  get isBegun(): boolean {
    return this.#given > 0;
  }

  constructor(message: Buffer, beforeDot: () => Promise<boolean>) {
    super();
    this.size = message.length;
    this.#message = message;
    this.#beforeDot = beforeDot;
  }

  override _read(): void {
    if (this.#given < this.#message.length) {
      const slice = this.#message.subarray(this.#given, this.#given + sliceBytes);
      this.#given += slice.length;
      this.push(slice);
      return;
    }
    this.#beforeDot().then(
      (mayFinish) => this.#finish(mayFinish),
      // Without the ledger's word the dot is not sent.
      () => this.#finish(false),
    );
  }

  #finish(mayFinish: boolean): void {
    if (this.destroyed) return;
    this.isWithheld = !mayFinish;
    if (!mayFinish) {
      this.destroy(new Error('the claim on this delivery holds no more'));
      return;
    }
    this.isDotSent = true;
    this.push(null);
  }
}

/**
 * Waits until the kernel has taken every byte written. A stream asks for more while its own buffers are not yet on
 * the wire, and a commit that early would put in doubt what a drop in the body leaves certain.
 */
async function drained(connection: SMTPConnection): Promise<void> {
  const socket = connection._socket;
  if (!socket) return;
  for (;;) {
    // One turn of the event loop lets the streams before the socket pass on what they still hold.
    await immediately();
    if (socket.destroyed || socket.writableLength === 0) return;
    await wait(2);
  }
}

function receiptOf(ended: Ended, body: MessageBody, relay: Relay): Receipt {
  if ('response' in ended) {
    return { kind: 'accepted', reply: parseSmtpReply(ended.response) ?? bareReply(ended.response) };
  }
  if (body.isWithheld) return { kind: 'withheld' };
  const { error } = ended;
  const reply = parseSmtpReply(error.response ?? '');
  const problem = `${relayName(relay)}: ${error.message}`;
  if (reply && isRefusal(error)) {
    const at = refusedAt(error, body);
    // RFC 5321 section 3.8: 421 ends the session, and at MAIL it says nothing of the recipient.
    return reply.code === 421 && at === 'sender'
      ? { kind: 'unreachable', at: 'connect', problem }
      : { kind: 'refused', at, reply };
  }
  if (body.isDotSent) return { kind: 'unknown', problem };
  return { kind: 'lost', problem, isBeforeBody: !body.isBegun };
}

function isRefusal({ code, command }: ConnectionError): boolean {
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && command !== 'CONN' && command !== 'API';
}

function refusedAt({ command }: ConnectionError, body: MessageBody): 'sender' | 'recipient' | 'message' {
  if (body.isDotSent) return 'message';
  if (command === 'MAIL FROM') return 'sender';
  return command === 'RCPT TO' ? 'recipient' : 'message';
}

/** A relay that answers the dot with something odd but positive has taken the message. */
function bareReply(text: string): SmtpReply {
  return { code: 250, enhancedStatus: null, text };
}

/** RFC 5321 section 4.1.1.5: a refused transaction must be given up before the next one begins. */
function reset(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve) => {
    connection.reset((error) => {
      if (error) connection.close();
      resolve();
    });
  });
}

function unreachable(relay: Relay, error: ConnectionError): Unreachable {
  const at = error.code === 'EAUTH' ? 'login' : error.code === 'ETLS' ? 'tls' : 'connect';
  const problem = `The relay ${relayName(relay)} cannot be used: ${error.message.replace(/\.$/, '')}.`;
  return { kind: 'unreachable', at, problem };
}
