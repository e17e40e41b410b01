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
}

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
