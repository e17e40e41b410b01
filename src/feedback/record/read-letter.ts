import type { ForwardedLetter } from '../../email/letter-words.ts';
import { type EmailAddress, needsSmtpUtf8 } from '../../mail/address.ts';
import { fieldValue } from '../../mail/header-fields.ts';
import { type Mailbox, parseMailbox } from '../../mail/mailbox.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import type { Category } from '../bounce-report.ts';
import { asksToLeave, ownWords } from '../consent/leaving-words.ts';
import type { TagPlace } from '../reports/identify-report.ts';
import { readNoticeText } from '../reports/notice-text.ts';
import { readAutoReply } from '../reports/read-auto-reply.ts';
import { isToReturnPath, speakerOf } from '../reports/speaker.ts';

/** Whom nobody writes to us as, but what goes round in circles: the newsletter itself, and where its letters go. */
export type OwnAddresses = readonly EmailAddress[];

/**
 * What a person wrote, to be passed on; null for a report, an automatic answer, a request to leave, and what goes to
 * many.
 *
 * To a return path few people write, and machines that answer for one do not all say so: there it is a letter only where
 * it quotes what it answers below words of its own, as mail programs do.
 *
 * @param category what it was read as
 * @param place where it names a delivery
 */
export function readLetter(
  message: MimeMessage | null,
  bytes: Uint8Array,
  { category, place }: { readonly category: Category; readonly place: TagPlace | null },
  own: OwnAddresses,
): ForwardedLetter | null {
  if (message === null || (category !== 'not_feedback' && category !== 'auto_reply')) return null;
  const writer = mailboxIn(message, 'from');
  if (writer === null || own.some((address) => address.toLowerCase() === writer.address.toLowerCase()))
    return null;
  if (!isByPerson(message, place) || isSentByProgram(message) || asksToLeave(message)) return null;
  return {
    writer,
    replyTo: mailboxIn(message, 'reply-to') ?? writer,
    subject: fieldValue(message.headers, 'subject') ?? '',
    text: message.text.trim() === '' ? readNoticeText(message).text : message.text,
    bytes,
  };
}

function isByPerson(message: MimeMessage, place: TagPlace | null): boolean {
  const isSigned = place === 'envelope' || place === 'trace';
  if (!isSigned && !isToReturnPath(message)) return isPerson(message);
  if (!isPerson(withoutRecipients(message))) return false;
  return quotes(message) || (!isSigned && !isAnswer(message));
}

function isPerson(message: MimeMessage): boolean {
  return speakerOf(message) === 'person' && readAutoReply(message) === null;
}

function withoutRecipients(message: MimeMessage): MimeMessage {
  return {
    ...message,
    headers: message.headers.filter(({ name }) => name !== 'to' && name !== 'delivered-to'),
  };
}

function isAnswer({ headers }: MimeMessage): boolean {
  const isMarked = ['in-reply-to', 'references'].some((name) => fieldValue(headers, name) !== null);
  return isMarked || /^\s*re\s*:/i.test(fieldValue(headers, 'subject') ?? '');
}

function quotes(message: MimeMessage): boolean {
  const hasQuote = /^>/m.test(message.text) || /<blockquote|gmail_quote/i.test(message.html);
  return hasQuote && ownWords(message) !== '';
}

/** RFC 3834 section 5, as our own notices have it, so that none goes round in circles; RFC 2919 and RFC 2369: it came by a list. */
function isSentByProgram({ headers }: MimeMessage): boolean {
  const isAutomatic = !/^\s*no\b/i.test(fieldValue(headers, 'auto-submitted') ?? 'no');
  return isAutomatic || ['list-id', 'list-unsubscribe'].some((name) => fieldValue(headers, name) !== null);
}

/** Null where no answer could go there. */
function mailboxIn({ headers }: MimeMessage, field: string): Mailbox | null {
  const parsed = parseMailbox(fieldValue(headers, field) ?? '');
  return parsed.ok && !needsSmtpUtf8(parsed.mailbox.address) ? parsed.mailbox : null;
}
