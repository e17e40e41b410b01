import { FeedbackError } from '../feedback-error.ts';
import { type MailboxAccount, mailboxName } from './mailbox-url.ts';

/** What imapflow and Node say of a connection that failed; decided on by codes. */
export interface ImapFault {
  readonly code?: string | undefined;
  readonly authenticationFailed?: boolean | undefined;
  readonly tlsFailed?: boolean | undefined;
  readonly mailboxMissing?: boolean | undefined;
  /** What the server said to the command that failed. */
  readonly responseStatus?: string | undefined;
  readonly responseText?: string | undefined;
}

/** OpenSSL's and Node's codes for a certificate that proves nothing. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Who is told what, when the mailbox cannot be had: a person must act, or time will do. */
export function mailboxFault(cause: unknown, account: MailboxAccount): FeedbackError {
  const fault = cause as ImapFault;
  const lasting = lastingProblem(fault, account);
  const said = fault.responseText ?? fault.code ?? (cause instanceof Error ? cause.message : String(cause));
  const sentence = lasting ?? `is not to be had now (${said}).`;
  return new FeedbackError([`The bounce mailbox ${mailboxName(account)} ${sentence}`], {
    cause,
    failure: lasting === null ? 'temporary' : 'mistake',
  });
}

/** What waiting does not mend; null for the rest. */
function lastingProblem(fault: ImapFault, { host, folder, tls }: MailboxAccount): string | null {
  if (fault.authenticationFailed)
    return `refuses the login: correct the user or the password in BOUNCE_MAILBOX_URL${said(fault)}.`;
  if (certificateCodes.has(fault.code ?? ''))
    return `has a certificate that proves nothing for ${host} (${fault.code}), so the password was not sent; where an authority of your own signs it, name its file with ?ca= in BOUNCE_MAILBOX_URL.`;
  if (fault.tlsFailed && tls === 'required')
    return 'offers no STARTTLS, so the password was not sent: use imaps:// in BOUNCE_MAILBOX_URL.';
  if (fault.mailboxMissing) return `has no folder ${JSON.stringify(folder)}: name one in BOUNCE_MAILBOX_URL.`;
  if (fault.code === 'ENOTFOUND') return `cannot be found: there is no host ${host}.`;
  return null;
}

function said({ responseText }: ImapFault): string {
  return responseText ? ` (it says: ${responseText})` : '';
}
