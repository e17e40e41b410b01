import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseSmtpReply } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { type Relay, relayName } from '../relay/relay.ts';
import { type SmtpChannel, smtpChannel } from './smtp-channel-smtp.ts';
import { isTlsFault } from './tls-fault.ts';

const connectTimeoutMs = 30_000;
/** RFC 5321 section 4.5.3.2.1. */
const greetingTimeoutMs = 5 * 60_000;
const answerTimeoutMs = 5 * 60_000;
/** A relay may take minutes to greet, but one that waits for us to begin with TLS (RFC 8314) is found out sooner. */
const silenceMs = 3_000;
/** How long it is asked which of the two it speaks. */
const probeTimeoutMs = 5_000;

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
  const silence = watchSilence(connection, relay);
  const entered = await Promise.race([logIn(connection, relay), silence.broken]);
  silence.stop();
  if ('ehlo' in entered && connection._socket) {
    const channel = smtpChannel(takeSocket(connection, connection._socket));
    return { ok: true, channel, extensions: extensionsOf(entered.ehlo) };
  }
  connection.close();
  const error = 'error' in entered ? entered.error : new Error('the relay closed the connection');
  const inClear = isNotTls(error) ? await readInClear(relay) : null;
  return { ok: false, receipt: inClear ?? unreachable(relay, error) };
}

/** A relay that has said nothing for a while is asked over another connection whether it waits for TLS. */
function watchSilence(
  connection: SMTPConnection,
  relay: Relay,
): { readonly broken: Promise<Entered>; stop(): void } {
  if (relay.tls === 'implicit') return { broken: new Promise(() => undefined), stop: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  const broken = new Promise<Entered>((resolve) => {
    timer = setTimeout(async () => {
      if (connection._socket && connection._socket.bytesRead > 0) return;
      if (await speaksTls(relay)) resolve({ error: Object.assign(new Error(wantsTls), { code: 'ETLS' }) });
    }, silenceMs);
  });
  return { broken, stop: () => clearTimeout(timer) };
}

const wantsTls =
  'it begins with TLS, where the scheme smtp:// waits for its greeting: write smtps:// with this port';

/** Whose certificate it has does not matter here: nothing is said but hello. */
function speaksTls({ host, port }: Relay): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false, timeout: probeTimeoutMs });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('secureConnect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}

/** What OpenSSL says of a first record that is none. */
function isNotTls({ message }: ConnectionError): boolean {
  return /wrong version number|packet length too long|http request/i.test(message);
}

/**
 * What a relay says in clear where TLS was to begin: a greeting where the scheme is wrong, 421 where it takes no more
 * connections for now. Null where it says nothing.
 */
async function readInClear(relay: Relay): Promise<Extract<Receipt, { kind: 'unreachable' }> | null> {
  const socket = connect(relay.port, relay.host);
  const channel = smtpChannel(socket);
  const heard = await channel.hear(probeTimeoutMs);
  channel.drop();
  if (!('reply' in heard)) return null;
  const { reply } = heard;
  const name = relayName(relay);
  if (reply.code >= 400)
    return { kind: 'unreachable', at: 'connect', problem: `${name}: ${reply.text}`, reply };
  const problem = `The relay ${name} does not begin with TLS: write smtp:// instead of smtps://, it then asks for STARTTLS.`;
  return { kind: 'unreachable', at: 'tls', problem };
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
