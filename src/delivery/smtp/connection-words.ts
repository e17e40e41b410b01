import { isPermanent, parseSmtpReply } from '../../mail/smtp-reply.ts';
import { certificateCodes } from './tls-fault.ts';

/** What nodemailer's errors carry; decisions are made on these codes, never on its prose. */
export interface ConnectionError extends Error {
  readonly code?: string | undefined;
  /** The code of the socket's own error, where nodemailer has put another in its place. */
  readonly originalCode?: string | undefined;
  readonly response?: string | undefined;
}

const unknownAuthority = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];
const otherName = ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'];
/** As in `…:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/…:SSL alert number 40`. */
const opensslReason = /:error:[0-9A-F]{1,16}:[^:]{0,80}:[^:]{0,80}:([^:]{1,80})/;
const maxSaid = 200;

/** Why a relay could not be connected to, as the end of a sentence and without its full stop. */
export function connectionWords(host: string, error: ConnectionError): string {
  const code = error.originalCode ?? error.code ?? '';
  const ofCertificate = certificateWords(host, code);
  if (ofCertificate) return ofCertificate;
  if (error.code === 'EPROTOCOL' && error.response) return greetingWords(error.response);
  const reason = opensslReason.exec(error.message)?.[1];
  if (reason) return `it and this machine do not agree on TLS (${reason})`;
  return error.message.replace(/\.$/, '');
}

function certificateWords(host: string, code: string): string | null {
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired, so nothing was said to it';
  if (code === 'CERT_NOT_YET_VALID')
    return 'its certificate is not valid yet, by the clock of this machine: see whether that is right';
  if (unknownAuthority.includes(code))
    return 'its certificate is signed by nobody whom this machine knows: if it is your own, name the file of its authority with ca= in the URL';
  if (otherName.includes(code))
    return `its certificate is for another name than ${host}: write the name that it is for`;
  return certificateCodes.has(code) ? `its certificate cannot be trusted (${code})` : null;
}

/** What was to be a greeting: RFC 5321 section 3.1 has 220 for yes and 554 for no, and other protocols have theirs. */
function greetingWords(response: string): string {
  const said = response.replace(/\s+/g, ' ').trim().slice(0, maxSaid);
  const reply = parseSmtpReply(response);
  if (!reply) return `what answers there does not speak SMTP, so the port is hardly right: ${said}`;
  return `it lets nobody in ${isPermanent(reply) ? 'from here' : 'for now'}: ${said}`;
}
