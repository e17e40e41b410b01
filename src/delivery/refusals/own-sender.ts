import { isPermanent, type SmtpReply } from '../../mail/smtp-reply.ts';

/** Exchange's `Client does not have permissions to send as this sender`, and `SendAsDenied` of Microsoft 365. */
const details = new Set(['7.60', '2.252']);

/**
 * How relays say that a login may send as its own address only: Postfix and those after it, Microsoft, mox, maddy,
 * Haraka, Zoho, Fastmail, iCloud, GMX, Yandex, Mail.ru. None of them is said of a recipient, not even of one who takes
 * mail of some senders alone.
 */
const words = [
  /\bnot owned by\b|\bowned by user\b|\bsendasdenied\b/,
  /\b(?:permissions?|allowed|authori[sz]ed|permitted) to send (?:(?:e-?mail|mail|messages?) )?as\b/,
  /\bnot (?:allowed|authori[sz]ed|permitted) to (?:send (?:(?:e-?mail|mail|messages?) )?from|use) (?:this|that|the|your) (?:(?:header|envelope|sender|from|e-?mail) )?(?:sender|address|identity)\b/,
  /\bsender address (?:is )?not allowed\b|\bunauthori[sz]ed use of (?:the |this )?sender address\b/,
  /\bmust (?:match|be|belong to)(?: the| your)?(?: address of the| address of your)? (?:authenticated|authorized|login|logged|auth|account)\b/,
  /\b(?:does not|doesn't) match (?:the |your )?(?:authenticated|login|logged|auth|account)\b/,
  /\bnot one of your (?:addresses|aliases|identities)\b|\brelaying disallowed as\b|\bnot local sender over smtp\b/,
  /\bonly\b[^.]{0,30}\bown (?:e-?mail )?address\b/,
];
const maxText = 1_000;

/** Whether a relay demands one certain sender, whatever the command at which it says so: no recipient could help it. */
export function demandsOwnSender(reply: SmtpReply): boolean {
  if (!isPermanent(reply)) return false;
  if (details.has(reply.enhancedStatus?.slice(2) ?? '')) return true;
  const said = reply.text.slice(0, maxText).toLowerCase();
  return words.some((pattern) => pattern.test(said));
}
