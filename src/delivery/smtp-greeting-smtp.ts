import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseSmtpReply } from '../mail/smtp-reply.ts';
import type { Receipt } from './receipt.ts';
import { type Relay, relayName } from './relay.ts';
import { type SmtpChannel, smtpChannel } from './smtp-channel-smtp.ts';
import { isTlsFault } from './tls-fault.ts';

const connectTimeoutMs = 30_000;
/** RFC 5321 section 4.5.3.2.1. */
const greetingTimeoutMs = 5 * 60_000;
const answerTimeoutMs = 5 * 60_000;

/** What nodemailer's errors carry; decisions are made on these codes, never on its prose. */
interface ConnectionError extends Error {
  readonly code?: string | undefined;
  /** The code of the socket's own error, where nodemailer has put another in its place. */
  readonly originalCode?: string | undefined;
  readonly response?: string | undefined;
}

export type Greeted =
  | { readonly ok: true; readonly channel: SmtpChannel; readonly extensions: ReadonlySet<string> }
  | { readonly ok: false; readonly receipt: Extract<Receipt, { kind: 'unreachable' }> };

/**
 * Connects to a relay, with TLS and login as the relay says, up to where the first transaction may begin. That much
 * is nodemailer's; the transactions are ours, since it cannot say whether a connection was lost before the final dot
 * or after it, and reads every byte of a message to send it.
 */
export async function greetRelay(relay: Relay): Promise<Greeted> {
  const connection = new SMTPConnection({
    host: relay.host,
    port: relay.port,
    secure: relay.tls === 'implicit',
    requireTLS: relay.tls === 'required',
    ignoreTLS: relay.tls === 'none',
    name: relay.clientName ?? undefined,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: answerTimeoutMs,
  });
  const entered = await logIn(connection, relay);
  if ('ehlo' in entered && connection._socket) {
    const channel = smtpChannel(takeSocket(connection, connection._socket));
    return { ok: true, channel, extensions: extensionsOf(entered.ehlo) };
  }
  connection.close();
  const error = 'error' in entered ? entered.error : new Error('the relay closed the connection');
  return { ok: false, receipt: unreachable(relay, error) };
}

type Entered = { readonly ehlo: string } | { readonly error: ConnectionError };

function logIn(connection: SMTPConnection, relay: Relay): Promise<Entered> {
  return new Promise((resolve) => {
    // nodemailer reports the end of a connection to a callback where one waits, and here in any case.
    connection.on('error', (error) => resolve({ error }));
    connection.on('end', () => resolve({ error: new Error('the relay closed the connection') }));
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

/** Takes the socket out of the hands of its connection, whose own listeners would answer too. */
function takeSocket(connection: SMTPConnection, socket: Socket): Socket {
  const held = new Set<unknown>(Object.values(connection));
  for (const event of ['data', 'timeout', 'end', 'error', 'close'] as const) {
    for (const listener of socket.listeners(event)) {
      if (held.has(listener)) socket.removeListener(event, listener as () => void);
    }
  }
  return socket;
}

/** RFC 5321 section 4.1.1.1: the keyword that begins each line of the reply to EHLO. */
function extensionsOf(ehlo: string): ReadonlySet<string> {
  return new Set(Array.from(ehlo.matchAll(/^250[ -](\S+)/gm), ([, keyword = '']) => keyword.toUpperCase()));
}

function unreachable(relay: Relay, error: ConnectionError): Extract<Receipt, { kind: 'unreachable' }> {
  const isTls = error.code === 'ETLS' || isTlsFault(error.originalCode);
  const at = error.code === 'EAUTH' ? 'login' : isTls ? 'tls' : 'connect';
  const problem = `The relay ${relayName(relay)} cannot be used: ${error.message.replace(/\.$/, '')}.`;
  const reply = parseSmtpReply(error.response ?? '');
  return { kind: 'unreachable', at, problem, ...(reply && { reply }) };
}
