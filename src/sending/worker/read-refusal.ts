import type { RefusalReader, WordedCause } from '../../delivery/refusals/refusal-cause.ts';
import { type Category, categories, type RecipientResult } from '../../feedback/bounce-report.ts';
import { classifyRecipient } from '../../feedback/classify/classify-recipient.ts';
import type { SmtpReply } from '../../mail/smtp-reply.ts';

/** Whom a category is about, if not the sender: of the rest nothing is known. */
const mailboxes: readonly Category[] = [
  'invalid_recipient',
  'invalid_domain',
  'moved',
  'disabled',
  'mailbox_full',
];
/** Whoever is sent too much says so in many ways, and of no status whether it is for today. */
const ofADay = /\bdaily\b|\bper day\b|\b24[ -]?h|\btoday\b|\btomorrow\b|submissionquota/i;

const blaming: readonly Category[] = [
  'spam',
  'blocklist',
  'auth_failure',
  'sender_rejected',
  'sender_config',
  'relay_denied',
];
/** Too much of our mail, which is said of no new sender. */
const ofOurs =
  /\btoo (?:many|much|fast|often)|\brates?\b|\blimit|\bslow down\b|\bvolume|\bcomplain|\bthrottl|\bexceed|\breputation\b/i;

/** Reads a refusal during the send as one that came back would be read. */
export const readRefusal: RefusalReader = {
  cause(reply, recipient): WordedCause {
    const { category } = read(reply, recipient);
    if (category === 'relay_denied') return 'relaying';
    if (categories[category].scope === 'sender') return 'policy';
    return mailboxes.includes(category) ? 'mailbox' : 'other';
  },
  isDailyQuota(reply, recipient): boolean {
    return ofADay.test(reply.text) && read(reply, recipient).category === 'rate_limited';
  },
  isOfPace(reply, recipient): boolean {
    return read(reply, recipient).category === 'rate_limited';
  },
  isBlame(reply, recipient): boolean {
    return ofOurs.test(reply.text) || blaming.includes(read(reply, recipient).category);
  },
};

function read({ enhancedStatus: status, text }: SmtpReply, recipient: string): RecipientResult {
  return classifyRecipient({
    recipient,
    action: 'failed',
    status,
    reply: text,
    notice: '',
    isOwnRelay: true,
  });
}
