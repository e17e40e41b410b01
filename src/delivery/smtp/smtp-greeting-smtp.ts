import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { trusting } from '../../mail/certificate-authorities-file.ts';
import { isPermanent, parseSmtpReply, type SmtpReply } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { type Relay, type RelayLogin, relayName } from '../relay/relay.ts';
import { type ConnectionError, connectionWords } from './connection-words.ts';
import { type SmtpChannel, smtpChannel } from './smtp-channel-smtp.ts';
import { isTlsFault } from './tls-fault.ts';
import {
  readToken,
  type TokenMechanism,
  tokenAbort,
  tokenLogins,
  tokenResponse,
} from './token-login-smtp.ts';

const connectTimeoutMs = 30_000;
/** RFC 5321 section 4.5.3.2.1. */
const greetingTimeoutMs = 5 * 60_000;
const answerTimeoutMs = 5 * 60_000;
/** A relay may take minutes to greet, but one that waits for us to begin with TLS (RFC 8314) is found out sooner. */
const silenceMs = 3_000;
/** How long it is asked which of the two it speaks. */
const probeTimeoutMs = 5_000;

/** What a relay says of itself in its reply to EHLO. */
export interface RelayOffer {
  readonly extensions: ReadonlySet<string>;
  /** The most octets that a message may have, RFC 1870 section 4; null where it sets no limit. */
  readonly maxSize: number | null;
  /** The mechanisms of AUTH, RFC 4954 section 3. */
  readonly logins: readonly string[];
}

export type Greeted =
  | { readonly ok: true; readonly channel: SmtpChannel; readonly offer: RelayOffer }
  | { readonly ok: false; readonly receipt: Extract<Receipt, { kind: 'unreachable' }> };

/**
 * Connects to a relay, with TLS and login as the relay says, up to where the first transaction may begin. That much
 * is nodemailer's; the transactions are ours, since it cannot say whether a connection was lost before the final dot
 * or after it, and reads every byte of a message to send it.
 */
export async function greetRelay(relay: Relay): Promise<Greeted> {
  const trust = trustedBy(relay);
  if ('problem' in trust) return { ok: false, receipt: { kind: 'unreachable', at: 'tls', ...trust } };
  const connection = new SMTPConnection({
    ...trust,
    host: relay.host,
    port: relay.port,
    secure: relay.tls === 'implicit',
    requireTLS: relay.tls === 'required',
    ignoreTLS: relay.tls === 'none',
    name: relay.clientName ?? undefined,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: answerTimeoutMs,
    customAuth: { [byToken]: sayToken },
  });
  const silence = watchSilence(connection, relay);
  const entered = await Promise.race([logIn(connection, relay), silence.broken]);
  silence.stop();
  if ('ehlo' in entered && connection._socket) {
    const channel = smtpChannel(takeSocket(connection, connection._socket));
    return { ok: true, channel, offer: offerOf(entered.ehlo) };
  }
  connection.close();
  const error = 'error' in entered ? entered.error : new Error('the relay closed the connection');
  const inClear = isNotTls(error) ? await readInClear(relay) : null;
  return { ok: false, receipt: inClear ?? unreachable(relay, error) };
}

function trustedBy(relay: Relay): ReturnType<typeof trusting> | { readonly problem: string } {
  try {
    return trusting(relay.caFile);
  } catch (error) {
    const why = (error as Error).message;
    return {
      problem: `The relay ${relayName(relay)} cannot be used: the file of ca= cannot be read (${why}).`,
    };
  }
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
      const fault = faultOfEhlo(ehlo, relay);
      if (fault) return resolve({ error: fault });
      if (!relay.auth) return resolve({ ehlo });
      return enter(connection, relay.auth, offerOf(ehlo).logins).then(
        () => resolve({ ehlo }),
        (loginError) => resolve({ error: loginError }),
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

/** Under which name nodemailer is given what it does not choose by itself. */
const byToken = 'PENNYPOST-TOKEN';

async function enter(
  connection: SMTPConnection,
  auth: RelayLogin,
  offered: readonly string[],
): Promise<void> {
  const login = (how: Parameters<SMTPConnection['login']>[0]) =>
    new Promise<void>((resolve, reject) => {
      connection.login(how, (error) => (error ? reject(error) : resolve()));
    });
  if ('password' in auth) return login({ user: auth.user, pass: auth.password });
  const mechanism = tokenLogins.find((one) => offered.includes(one)) ?? tokenLogins[0];
  const token = await readToken(auth.token).catch((error) => {
    throw Object.assign(error as Error, { code: 'EAUTH' });
  });
  const response = tokenResponse(mechanism, auth.user, token);
  return login({ user: auth.user, pass: '', method: byToken, options: { mechanism, response } });
}

interface TokenDialogue {
  readonly auth: { readonly options?: unknown };
  sendCommand(command: string): Promise<{ readonly response: string; readonly status: number }>;
  reject(error: Error): void;
  resolve(): void;
}

async function sayToken({ auth, sendCommand, resolve, reject }: TokenDialogue): Promise<void> {
  const { mechanism, response } = auth.options as { mechanism: TokenMechanism; response: string };
  const first = await sendCommand(`AUTH ${mechanism} ${response}`);
  const last = first.status === 334 ? await sendCommand(tokenAbort(mechanism)) : first;
  if (last.status === 235) resolve();
  else reject(new Error('Invalid login'));
}

/** Those that nodemailer can; it takes the first of them that is offered, and PLAIN where none is. */
const ourLogins = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/** What keeps us from going on: no password is sent by a mechanism that the relay does not offer. */
function faultOfEhlo(ehlo: string, relay: Relay): ConnectionError | null {
  if (ehlo.startsWith('220'))
    return new Error(
      'it greets twice, as where two servers answer one after the other, and nothing fits then',
    );
  const { logins } = offerOf(ehlo);
  if (!relay.auth) return null;
  const known: readonly string[] = 'token' in relay.auth ? tokenLogins : ourLogins;
  if (logins.some((login) => known.includes(login))) return null;
  return Object.assign(new Error(noLogin(logins, known, relay)), { code: 'EAUTH' });
}

function noLogin(logins: readonly string[], known: readonly string[], { tls }: Relay): string {
  const what = known === tokenLogins ? 'token' : 'password';
  const before = `so the ${what} was not sent`;
  const tokens = logins.some((login) => tokenLogins.some((one) => one === login));
  const instead = tokens ? ' (a token is given with SMTP_TOKEN_FILE or SMTP_TOKEN_COMMAND)' : '';
  if (logins.length > 0)
    return `it offers the logins ${logins.join(', ')}, and with a ${what} ${known.join(', ')} are known here, ${before}${instead}`;
  const here = tls === 'none' ? ' without TLS, perhaps only after STARTTLS (leave tls=none out)' : '';
  return `it offers no login${here}, ${before}: leave the user out, or use the port for submission`;
}

/** RFC 5321 section 4.1.1.1: each line of the reply to EHLO is a keyword and its parameters. */
function offerOf(ehlo: string): RelayOffer {
  const lines = Array.from(ehlo.matchAll(/^250[ -](.+)/gm), ([, line = '']) => line.trim().toUpperCase());
  const words = lines.map((line) => line.split(/\s+/));
  const size = Number(words.find(([keyword]) => keyword === 'SIZE')?.[1]);
  // Servers from before RFC 2554 say AUTH=LOGIN.
  const logins = lines.flatMap((line) => /^AUTH[ =](.+)/.exec(line)?.[1]?.split(/[\s,]+/) ?? []);
  return {
    extensions: new Set(words.map(([keyword = '']) => keyword)),
    maxSize: size > 0 ? size : null,
    logins: [...new Set(logins)],
  };
}

function unreachable(relay: Relay, error: ConnectionError): Extract<Receipt, { kind: 'unreachable' }> {
  const reply = parseSmtpReply(error.response ?? '');
  const problem = `The relay ${relayName(relay)} cannot be used: ${connectionWords(relay.host, error)}.`;
  return { kind: 'unreachable', at: whereIn(error, reply), problem, ...(reply && { reply }) };
}

/** RFC 4954 section 4.7.12: a password that must be changed, which nobody waits for. */
const passwordTransition = 432;

function whereIn(error: ConnectionError, reply: SmtpReply | null): 'login' | 'tls' | 'connect' {
  // RFC 4954 section 6: 454 is a login that cannot be checked now.
  const isForNow = reply !== null && !isPermanent(reply) && reply.code !== passwordTransition;
  if (error.code === 'EAUTH') return isForNow ? 'connect' : 'login';
  return error.code === 'ETLS' || isTlsFault(error.originalCode) ? 'tls' : 'connect';
}
