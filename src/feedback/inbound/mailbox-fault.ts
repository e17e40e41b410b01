import { certificateFault } from '../../mail/certificate-fault.ts';
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
  /** RFC 5530, in what the server said to a login. */
  readonly serverResponseCode?: string | undefined;
}

/** RFC 5530 section 3: the server cannot check a login now, which says nothing of the password. */
const passingCodes: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INUSE', 'SERVERBUG', 'LIMIT']);

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

/** Whether what {@link mailboxFault} gave is a login that the server refuses: with too many of those it locks the account. */
export function isLoginRefused(error: unknown): boolean {
  return error instanceof FeedbackError && refusesLogin((error.cause ?? {}) as ImapFault);
}

function refusesLogin({ authenticationFailed, serverResponseCode }: ImapFault): boolean {
  return authenticationFailed === true && !passingCodes.has(serverResponseCode ?? '');
}

/** What waiting does not mend; null for the rest. */
function lastingProblem(fault: ImapFault, { host, folder, tls }: MailboxAccount): string | null {
  if (refusesLogin(fault))
    return `refuses the login: correct the user or the password in BOUNCE_MAILBOX_URL${said(fault)}.`;
  const ofCertificate = certificateFault(fault.code ?? '', host);
  if (ofCertificate) return `is not told the password: ${ofCertificate}.`;
  if (fault.tlsFailed && tls === 'required')
    return 'offers no STARTTLS, so the password was not sent: use imaps:// in BOUNCE_MAILBOX_URL.';
  if (fault.mailboxMissing) return `has no folder ${JSON.stringify(folder)}: name one in BOUNCE_MAILBOX_URL.`;
  if (fault.code === 'ENOTFOUND') return `cannot be found: there is no host ${host}.`;
  return null;
}

function said({ responseText }: ImapFault): string {
  return responseText ? ` (it says: ${responseText})` : '';
}
