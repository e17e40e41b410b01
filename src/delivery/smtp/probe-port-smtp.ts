import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isPermanent } from '../../mail/smtp-reply.ts';
import type { Receipt } from '../relay/receipt.ts';
import { type Relay, relayName } from '../relay/relay.ts';
import { type ConnectionError, greetingWords, withoutStop } from './connection-words.ts';
import { smtpChannel } from './smtp-channel-smtp.ts';

/** How long it is asked which of the two it speaks. */
const probeTimeoutMs = 5_000;

/** Whose certificate it has does not matter here: nothing is said but hello. */
export function speaksTls({ host, port }: Relay): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false, timeout: probeTimeoutMs });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    // An alert is TLS too, by which a server says that it does not like ours: RFC 8446 section 6.
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => end(/^ERR_SSL_.*_ALERT_/.test(code))());
    socket.on('secureConnect', end(true)).on('timeout', end(false));
  });
}

const hadEnough = 'it broke off before TLS, as one does that takes no more connections for now';

const notTls = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
]);

/** What OpenSSL says of a first record that is none. */
export function isNotTls({ code, originalCode }: ConnectionError): boolean {
  return notTls.has(originalCode ?? code ?? '');
}

/**
 * What a relay says in clear where TLS was to begin: a greeting where the scheme is wrong, 421 where it takes no more
 * connections for now. One that takes TLS by then has had such a moment. Null where it is no SMTP.
 */
export async function readInClear(relay: Relay): Promise<Extract<Receipt, { kind: 'unreachable' }> | null> {
  const socket = connect(relay.port, relay.host);
  const channel = smtpChannel(socket);
  const heard = await channel.hear(probeTimeoutMs);
  channel.drop();
  const name = relayName(relay);
  const cannot = `The relay ${name} cannot be used:`;
  if ('lost' in heard)
    return (await speaksTls(relay))
      ? { kind: 'unreachable', at: 'connect', problem: `${cannot} ${hadEnough}.` }
      : null;
  const { reply } = heard;
  if (reply.code >= 400) {
    const problem = `${cannot} ${withoutStop(greetingWords(reply.text))}.`;
    return {
      kind: 'unreachable',
      at: 'connect',
      problem,
      reply,
      ...(isPermanent(reply) && { isLasting: true }),
    };
  }
  const problem = `The relay ${name} does not begin with TLS: write smtp:// instead of smtps://, it then asks for STARTTLS.`;
  return { kind: 'unreachable', at: 'tls', problem };
}
