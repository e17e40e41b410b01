import type { SmtpPhase } from '../../mail/reports/quoted-session.ts';
import { isReturnPath } from '../../mail/return-path.ts';

/** A reply, and what is known of the session in which it was given. */
export interface SaidOfSomebody {
  readonly text: string;
  readonly phase: SmtpPhase | null;
  readonly recipient: string | null;
  /** Addresses that are known to be the sender's, in lower case. */
  readonly selves?: ReadonlySet<string> | undefined;
  /** Said by our own relay, of the recipient it had just been given. */
  readonly isOwnRelay: boolean;
}

const address = /[\w.!#$%&'*+/=?^`{|}~-]{1,128}@[\w.-]{1,253}/g;
/** Whom a reply speaks of, as Postfix and those after it begin: `550 5.1.1 <ada@reader.example>: `. */
const replySubject =
  /^\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3} )?<?([\w.!#$%&'*+/=?^`{|}~-]{1,128}@[\w.-]{1,253})(?=>|:|\.{3})/;
/** RFC 7504: a host says so of all mail to it, at whatever command; what takes no mail is nobody's fault but its own. */
const takesNoMail = /(?:^|[:>])\s?(?:521|556)[ -]/;

/**
 * Whether a refusal is one of us, whatever it calls us: a server that was not told yet for whom the mail is (RFC 5321
 * section 3.3) can speak of nobody else, nor does one that names nobody else, since it looked for the sender.
 */
export function isAboutSender({ text, phase, recipient, selves, isOwnRelay }: SaidOfSomebody): boolean {
  if (phase === 'connection' || phase === 'sender') return !takesNoMail.test(text);
  const key = recipient?.toLowerCase() ?? '';
  const named = (text.match(address) ?? []).map((one) => one.toLowerCase().replace(/\.$/, ''));
  const isOurs = (one: string): boolean => one !== key && (isReturnPath(one) || selves?.has(one) === true);
  if (named.length > 0 && named.every(isOurs)) return true;
  const subject = isOwnRelay ? replySubject.exec(text)?.[1] : undefined;
  return subject !== undefined && recipient !== null && !isLike(subject, recipient);
}

/** The same mailbox by another name of its server, or another mailbox of its domain to which an alias leads. */
function isLike(one: string, other: string): boolean {
  const [own, others] = [one, other].map((whole) => {
    const at = whole.lastIndexOf('@');
    return { local: whole.slice(0, at).toLowerCase(), domain: whole.slice(at + 1).toLowerCase() };
  });
  return own?.local === others?.local || own?.domain === others?.domain;
}
