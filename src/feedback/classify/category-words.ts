import type { Category } from '../bounce-report.ts';

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

/** Subjects and details that name the cause more closely, of either class: RFC 7372, and Gmail's and Microsoft's own. */
const statusAdvice: Readonly<Record<string, string>> = {
  '7.20': 'No DKIM signature of DOMAIN passed: see that the key is configured and its DNS record is there.',
  '7.23': "The SPF record of the return path's domain does not name your relay: add it.",
  '7.25': 'The address of your relay has no reverse DNS name: ask whoever runs it to give it one.',
  '7.26':
    'Neither SPF nor DKIM passed for DOMAIN, or its DMARC record is missing or says to refuse: check all three.',
  '7.27': "The SPF record of the return path's domain does not name your relay: add it.",
  '7.30': 'No DKIM signature of DOMAIN passed: see that the key is configured and its DNS record is there.',
  '7.31': 'Your DMARC record is missing: add a TXT record `_dmarc.DOMAIN` with at least `v=DMARC1; p=none`.',
  '7.32': 'SPF and DKIM pass for another domain than that of From: sign with a DKIM key of DOMAIN.',
  '7.40': 'Your DMARC record is missing: add a TXT record `_dmarc.DOMAIN` with at least `v=DMARC1; p=none`.',
  '7.509': 'DMARC of DOMAIN fails and says to refuse: see that SPF or DKIM passes for the domain of From.',
  '7.515':
    'Microsoft wants SPF, DKIM and DMARC of DOMAIN all to pass: add a TXT record `_dmarc.DOMAIN`, and see to the others.',
};

/** What an editor can do about refusals of a category, or null. */
export function adviceFor(category: Category, status: string | null, fromDomain: string): string | null {
  const scope = category === 'auth_failure' || category === 'sender_config' || category === 'policy';
  const closer = scope && status !== null ? statusAdvice[status.slice(2)] : undefined;
  return (closer ?? categoryWords[category].advice)?.replaceAll('DOMAIN', fromDomain) ?? null;
}
