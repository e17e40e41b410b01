import type { Category } from '../bounce-report.ts';
import { foldReply } from './classify-text.ts';
import { findCode } from './find-code.ts';
import { type Remedy, remedies } from './rules/remedies.ts';

/** How an editor is told of a category, and what they can do about it. */
export interface CategoryWords {
  /** After "12 ×" and "from Gmail". */
  readonly means: string;
  /** A sentence that begins what to do; null where there is nothing to do. */
  readonly advice: string | null;
}

/** For every category. `DOMAIN` stands for the domain of From. */
export const categoryWords: Readonly<Record<Category, CategoryWords>> = {
  invalid_recipient: { means: 'no such mailbox', advice: null },
  invalid_domain: { means: 'no such domain, or one that takes no mail', advice: null },
  moved: { means: 'the mailbox has moved away', advice: null },
  disabled: { means: 'the mailbox is closed or suspended', advice: null },
  recipient_refused: { means: 'the mailbox refuses this mail', advice: null },
  mailbox_full: { means: 'the mailbox is full', advice: null },
  undetermined: { means: 'refused without a reason that is known', advice: 'Read what they say.' },
  relay_denied: {
    means: 'the server takes no mail for this domain',
    advice:
      'If many domains say so, your own relay refuses to pass mail on: look at its permissions and login.',
  },
  spam: {
    means: 'taken for spam',
    advice:
      'Look at what this issue links to and how it is written, and mail first those who read you. Nobody was suppressed for it.',
  },
  blocklist: {
    means: 'your relay is on a block list',
    advice:
      "Ask whoever runs the relay to have its address taken off the list that they name; the list's page says why it is on it. Nobody was suppressed for it.",
  },
  policy: {
    means: 'refused by a policy of theirs',
    advice:
      'Read what they say: it usually names the rule and a page about it. Nobody was suppressed for it.',
  },
  auth_failure: {
    means: 'your mail does not prove that it is yours',
    advice:
      'Check SPF, DKIM and DMARC of DOMAIN: `pennypost dkim show` prints the DKIM record that the DNS must have. Nobody was suppressed for it.',
  },
  sender_rejected: {
    means: 'they refuse you as a sender',
    advice:
      'See that the return path and From have domains that exist and take mail, and ask their postmaster. Nobody was suppressed for it.',
  },
  sender_config: {
    means: "something about your relay's name or DNS is wrong",
    advice:
      'Ask whoever runs the relay to give its address a reverse DNS name that leads back to it, and to greet with that name. Nobody was suppressed for it.',
  },
  rate_limited: {
    means: 'too much mail at once for them',
    advice: 'Send more slowly to them. Nobody was suppressed for it.',
  },
  content: {
    means: 'something in this issue is not let in',
    advice:
      'Look at its links and pictures: they say what they do not like. The next issue may well be taken.',
  },
  message_too_large: {
    means: 'this issue is too large for them',
    advice: 'Shorten it, or link to the rest.',
  },
  timeout: { means: 'their server did not take it in time', advice: null },
  network: { means: 'their server could not be reached', advice: null },
  system: { means: 'their server failed', advice: null },
  tls: {
    means: 'no encryption could be agreed on',
    advice: 'Ask whoever runs the relay to look at its TLS versions and certificate.',
  },
  complaint: {
    means: 'reported as spam by the reader',
    advice:
      'More than one in a thousand is too many for Gmail and Yahoo: mail only who asked for it, and make leaving easy.',
  },
  auto_reply: { means: 'answered by a machine', advice: null },
  challenge: { means: 'wants to know first who you are', advice: null },
  delivered: { means: 'delivered', advice: null },
  read_receipt: { means: 'opened, by a receipt', advice: null },
  auth_report: { means: 'a report about authentication', advice: null },
  not_spam: { means: 'taken out of the spam folder by the reader', advice: null },
  unsubscribed: { means: 'unsubscribed at the provider', advice: null },
  not_feedback: {
    means: 'a letter',
    advice: 'Somebody answered by hand: give a `replyTo` that a person reads.',
  },
  unreadable: { means: 'could not be read', advice: null },
};

/** Subjects and details that name the cause more closely, of either class: RFC 7372, and what others took over from Gmail. */
const statusRemedies: Readonly<Record<string, Remedy>> = {
  '7.20': 'dkim',
  '7.21': 'dkim',
  '7.22': 'dkim',
  '7.23': 'spf',
  '7.24': 'spf',
  '7.25': 'ptr',
  '7.26': 'spf and dkim',
  '7.27': 'spf',
  '7.30': 'dkim',
  '7.31': 'dmarc',
  '7.32': 'align',
  '7.40': 'dmarc',
};

/** What was said most often of a refusal, and who keeps the mailboxes. */
export interface SaidBy {
  readonly provider: string;
  readonly status: string | null;
  /** In the words of whoever said it. */
  readonly said: string;
}

/**
 * What an editor can do about refusals of a category, or null: by the provider's own code where it gives one, since the
 * same status means another thing elsewhere (Gmail's 4.7.23 is about reverse DNS, RFC 7372's about SPF).
 */
export function adviceFor(category: Category, by: SaidBy, fromDomain: string): string | null {
  const closer = ofCode(category, by) ?? ofStatus(category, by.status);
  return (closer ?? categoryWords[category].advice)?.replaceAll('DOMAIN', fromDomain) ?? null;
}

function ofCode(category: Category, { provider, status, said }: SaidBy): string | null {
  const code = findCode(foldReply(`${said} ${status ?? ''}`), provider);
  return code?.category === category ? remedies[code.remedy] : null;
}

function ofStatus(category: Category, status: string | null): string | null {
  const isOurs = category === 'auth_failure' || category === 'sender_config' || category === 'policy';
  const remedy = isOurs && status !== null ? statusRemedies[status.slice(2)] : undefined;
  return remedy ? remedies[remedy] : null;
}
