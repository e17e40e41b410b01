import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { trusting } from '../../mail/certificate-authorities-file.ts';
import { isPermanent, parseSmtpReply, type SmtpReply } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { type Relay, type RelayLogin, relayName } from '../relay/relay.ts';
import { type ConnectionError, connectionWords } from './connection-words.ts';
import { isNotTls, readInClear, speaksTls } from './probe-port-smtp.ts';
import { faultOfOffer, type RelayOffer, readOffer, type TokenMechanism, tokenLogins } from './relay-offer.ts';
import { type SmtpChannel, smtpChannel } from './smtp-channel-smtp.ts';
import { isTlsFault } from './tls-fault.ts';
import { readToken, tokenAbort, tokenResponse } from './token-login-smtp.ts';

const connectTimeoutMs = 30_000;
/** RFC 5321 section 4.5.3.2.1. */
const greetingTimeoutMs = 5 * 60_000;
const answerTimeoutMs = 5 * 60_000;
/** A relay may take minutes to greet, but one that waits for us to begin with TLS (RFC 8314) is found out sooner. */
const silenceMs = 3_000;

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
  if ('offer' in entered && connection._socket) {
    const channel = smtpChannel(takeSocket(connection, connection._socket));
    return { ok: true, channel, offer: entered.offer };
  }
  connection.close();
  const error = 'error' in entered ? entered.error : closed();
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

type Entered = { readonly offer: RelayOffer } | { readonly error: ConnectionError };

function logIn(connection: SMTPConnection, relay: Relay): Promise<Entered> {
  return new Promise((resolve) => {
    // nodemailer reports the end of a connection to a callback where one waits, and here in any case.
    connection.on('error', (error) => resolve({ error }));
    connection.on('end', () => resolve({ error: closed() }));
    connection.connect((error) => {
      if (error) return resolve({ error });
      // Nothing was said since the reply to EHLO, the second one where there was STARTTLS.
      const ehlo = String(connection.lastServerResponse);
      if (ehlo.startsWith('220')) return resolve({ error: new Error(greetsTwice) });
      const offer = readOffer(ehlo);
      const fault = faultOfOffer(offer, relay);
      if (fault) return resolve({ error: fault });
      if (!relay.auth) return resolve({ offer });
      return enter(connection, relay.auth, offer.logins).then(
        () => resolve({ offer }),
        (loginError) => resolve({ error: loginError }),
      );
    });
  });
}

const greetsTwice = 'it greets twice, as where two servers answer one after the other, and nothing fits then';

function closed(): ConnectionError {
  return Object.assign(new Error('the relay closed the connection'), { code: 'ECONNECTION' });
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

function unreachable(relay: Relay, error: ConnectionError): Extract<Receipt, { kind: 'unreachable' }> {
  const reply = parseSmtpReply(error.response ?? '');
  const problem = `The relay ${relayName(relay)} cannot be used: ${connectionWords(relay.host, error)}.`;
  const at = whereIn(error, reply);
  // 554 at the greeting, and what is no SMTP at all.
  const isLasting = error.code === 'EPROTOCOL' && (!reply || isPermanent(reply));
  return { kind: 'unreachable', at, problem, ...(reply && { reply }), ...(isLasting && { isLasting }) };
}

/** RFC 4954 section 4.7.12: a password that must be changed, which nobody waits for. */
const passwordTransition = 432;

function whereIn(error: ConnectionError, reply: SmtpReply | null): 'login' | 'tls' | 'connect' {
  // RFC 4954 section 6 and RFC 3207 section 4: 454 is a login that cannot be checked now, and TLS that cannot be had now.
  const isForNow = reply !== null && !isPermanent(reply) && reply.code !== passwordTransition;
  if (isForNow) return 'connect';
  if (error.code === 'EAUTH') return 'login';
  return error.code === 'ETLS' || isTlsFault(error.originalCode) ? 'tls' : 'connect';
}
