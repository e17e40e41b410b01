import { certificateFault } from '../../mail/certificate-fault.ts';
import { isPermanent, parseSmtpReply } from '../../mail/smtp-reply.ts';

/** What nodemailer's errors carry; decisions are made on these codes, never on its prose. */
export interface ConnectionError extends Error {
  readonly code?: string | undefined;
  /** The code of the socket's own error, where nodemailer has put another in its place. */
  readonly originalCode?: string | undefined;
  readonly response?: string | undefined;
}

/** As in `…:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/…:SSL alert number 40`. */
const opensslReason = /:error:[0-9A-F]{1,16}:[^:]{0,80}:[^:]{0,80}:([^:]{1,80})/;
const maxSaid = 200;
/** What the network says, by the codes of the system and of nodemailer. */
const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port (ECONNREFUSED)',
  ECONNRESET: 'it cuts the connection off (ECONNRESET)',
  ECONNECTION: 'it closes the connection before it has let us in',
  EHOSTUNREACH: 'no way leads to it from this machine (EHOSTUNREACH)',
  ENETUNREACH: 'no way leads to it from this machine (ENETUNREACH)',
  ETIMEDOUT: 'it does not answer in time',
};

/** Why a relay could not be connected to, as the end of a sentence and without its full stop. */
export function connectionWords(host: string, error: ConnectionError): string {
  const code = error.originalCode ?? error.code ?? '';
  return withoutStop(
    certificateFault(code, host) ??
      repliedWords(error) ??
      tlsWords(error) ??
      networkWord(host, code) ??
      error.message,
  );
}

/** What it said, where it did: to nothing yet, to STARTTLS, or to the login. */
function repliedWords({ code, response }: ConnectionError): string | null {
  if (!response) return null;
  const said = oneLine(response);
  if (code === 'EPROTOCOL') return greetingWords(response);
  if (code === 'ETLS') return /^[45]/.test(said) ? `it refuses STARTTLS: ${said}` : null;
  return code === 'EAUTH' ? `it refuses the login, so see to the user and the password: ${said}` : null;
}

/** What was to be a greeting: RFC 5321 section 3.1 has 220 for yes and 554 for no, and other protocols have theirs. */
export function greetingWords(response: string): string {
  const said = oneLine(response);
  const reply = parseSmtpReply(response);
  if (!reply) return `what answers there does not speak SMTP, so the port is hardly right: ${said}`;
  return `it lets nobody in ${isPermanent(reply) ? 'from here' : 'for now'}: ${said}`;
}

function tlsWords({ message }: ConnectionError): string | null {
  const reason = opensslReason.exec(message)?.[1];
  return reason === undefined ? null : `it and this machine do not agree on TLS (${reason})`;
}

function networkWord(host: string, code: string): string | null {
  if (code === 'ENOTFOUND' || code === 'EDNS') return `there is no host ${host}`;
  return networkWords[code] ?? null;
}

function oneLine(response: string): string {
  return response.replace(/\s+/g, ' ').trim().slice(0, maxSaid);
}

/** A sentence that quotes another has one full stop. */
export function withoutStop(text: string): string {
  return text.replace(/(?<!\.)\.+$/, '');
}
