import type { SmtpReply } from '../../mail/smtp-reply.ts';
import { demandsOwnSender } from './own-sender.ts';
import type { Refusal } from './refusal-cause.ts';

/** RFC 3463 section 3.8 and RFC 4954 section 6: encryption that is needed, for the mail or for the login. */
const encryptionDetails = new Set(['7.10', '7.11']);

/** Why a relay that asks for a login, or for TLS before it, cannot be used, and what to do, in sentences. */
export function wantsLogin(name: string, { reply, withoutLogin }: Refusal): string {
  const what = asksForTls(reply)
    ? 'takes nothing before STARTTLS: leave tls=none out of SMTP_URL, or write tls=required where it is on this machine'
    : whatOfLogin(withoutLogin);
  return sentence(name, what, reply);
}

/** Why a relay that refuses our return path cannot be used, and what to do, in sentences. */
export function refusesSender(name: string, reply: SmtpReply): string {
  return sentence(name, whatOfSender(reply), reply);
}

/** That there is no login, before anything else that a relay says which offers one. */
export function loginFirst(name: string): string {
  return `The relay ${name} offers a login, and SMTP_URL has no user and no password: give it those first.`;
}

function sentence(name: string, what: string, { text }: SmtpReply): string {
  return `The relay ${name} ${what}, then send again to go on. It would refuse every recipient. It said: ${text}`;
}

function asksForTls({ enhancedStatus, text }: SmtpReply): boolean {
  return encryptionDetails.has(enhancedStatus?.slice(2) ?? '') || /\bstarttls\b/i.test(text);
}

function whatOfLogin(withoutLogin: Refusal['withoutLogin']): string {
  if (!withoutLogin) return 'wants a login that it accepts: see to the user and the password in SMTP_URL';
  const where =
    withoutLogin === 'offered'
      ? ''
      : ' (it offers none so far: many do only after STARTTLS, which tls=required asks for)';
  return `wants a login, and SMTP_URL has no user and no password: give it those${where}`;
}

function whatOfSender(reply: SmtpReply): string {
  if (demandsOwnSender(reply))
    return 'lets this login send as its own address only: set that address as returnPath in pennypost.yaml (from must be an address of the login too where it asks for that), or let the login send as every address of the return-path domain';
  const orOwn = 'or, where it lets this login send as its own address only, that address as returnPath';
  // RFC 3463 section 3.8: somebody's rules, and no word of an address.
  if (reply.enhancedStatus?.slice(2).startsWith('7.'))
    return `refuses by its rules what comes from our return path or from this machine: see whether it knows that domain and us, or set another returnPathDomain in pennypost.yaml, ${orOwn}`;
  return `refuses our return path: let it know that domain, or set another returnPathDomain in pennypost.yaml, ${orOwn}`;
}
