import { fieldValue } from '../../mail/header-fields.ts';
import type { MimeMessage, MimeReading } from '../../mail/mime/mime-message.ts';
import { type DsnRecipient, parseDsn } from '../../mail/reports/dsn.ts';
import { parseMdn } from '../../mail/reports/mdn.ts';
import { type BounceReport, type RecipientResult, reportOf, summarize } from '../bounce-report.ts';
import { classifyRecipient } from '../classify/classify-recipient.ts';
import { findRule, foldReply } from '../classify/classify-text.ts';
import { readEmbeddedEvents } from '../webhooks/read-webhook.ts';
import { addressesIn, findRecipients, type NamedRecipient, ownAddresses } from './find-recipients.ts';
import { readNoticeText } from './notice-text.ts';
import { hasAutoReplySubject, readAutoReply } from './read-auto-reply.ts';
import { readComplaint } from './read-complaint.ts';
import { readNotice } from './read-notice.ts';
import { hasSystemName, isDeliveryStatus, isMarkedAutomatic, isMarkedReport, speakerOf } from './speaker.ts';

/** We mail one recipient at a time; a report about more than these is no report about our mail. */
const maxRecipients = 100;

/**
 * What a message that came back is about. Reports that machines wrote for machines come first, since what they say is
 * meant; then notices in plain words, then replies that nobody wrote. Never throws.
 */
export function readBounce(reading: MimeReading): BounceReport {
  if (!reading.ok) return reportOf('unreadable', `The message ${reading.reason}.`);
  return withoutCutAddress(readMessage(reading.message), reading.message.source);
}

function readMessage(message: MimeMessage): BounceReport {
  const notice = readNoticeText(message);
  const isBySystem = speakerOf(message) === 'mail system';
  return (
    readComplaint(message) ??
    readEmbeddedEvents(notice.text) ??
    readMdn(message, notice.text) ??
    readDsn(message, notice.text) ??
    readUnsubscribed(message) ??
    (isBySystem && !hasAutoReplySubject(message) ? null : readAutoReply(message)) ??
    readNotice(message, notice) ??
    readAutoReply(message) ??
    readListAnswer(message) ??
    reportOf('not_feedback', 'Neither a report nor an automatic reply.')
  );
}

/** What a list manager says of a message that it does not pass on; RFC 3834 section 5: auto-generated answers nothing. */
function readListAnswer(message: MimeMessage): BounceReport | null {
  if (speakerOf(message) !== 'program' || !isMarkedAutomatic(message)) return null;
  if (/^auto-generated/i.test(fieldValue(message.headers, 'auto-submitted') ?? '')) return null;
  return reportOf('auto_reply', fieldValue(message.headers, 'subject') ?? '');
}

/** Apple Mail, for whoever leaves by its button; RFC 2369 section 3.2 leaves it to the client what it writes. */
function readUnsubscribed({ headers }: MimeMessage): BounceReport | null {
  if (fieldValue(headers, 'x-apple-unsubscribe') === null) return null;
  return reportOf('unsubscribed', 'X-Apple-Unsubscribe', addressesIn(fieldValue(headers, 'from') ?? ''));
}

/** A message that breaks off within an address would name somebody else: `a@b.example` cut short can be `a@b.ex`. */
function withoutCutAddress(report: BounceReport, source: string): BounceReport {
  const isCut = (recipient: string | null): boolean => {
    const key = recipient?.toLowerCase();
    if (!key || source.slice(-key.length).toLowerCase() !== key) return false;
    return !isWholeIn(source.toLowerCase(), key);
  };
  if (!report.recipients.some(isCut)) return report;
  const results = report.results.map((one) => (isCut(one.recipient) ? { ...one, recipient: null } : one));
  return { ...report, recipients: report.recipients.filter((one) => !isCut(one)), results };
}

/** Whether a text has an address somewhere to its end. */
function isWholeIn(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at !== -1; at = text.indexOf(address, at + 1))
    if (/[^\w.-]/.test(text.charAt(at + address.length))) return true;
  return false;
}

const copyPart = /^content-type:[ \t]*(?:message\/rfc822|text\/rfc822-headers)/im;

/** RFC 3464. Null where no recipient is reported on. */
function readDsn(message: MimeMessage, notice: string): BounceReport | null {
  const reported = dsnRecipients(message, notice).slice(0, maxRecipients);
  if (reported.length === 0) return null;
  const named = findRecipients(message, notice);
  const selves = ownAddresses(message);
  const results = reported.map((one) => classifyReported(one, named, notice, selves));
  const [first, ...others] = withoutRepeats(results);
  return first ? summarize([first, ...others]) : null;
}

function dsnRecipients(message: MimeMessage, notice: string): DsnRecipient[] {
  const parts = message.parts.filter(isDeliveryStatus);
  const reported = parts.flatMap(({ content }) => parseDsn(content));
  if (reported.length > 0) return reported;
  if (/^[ \t]*(?:final|original)-recipient[ \t]*:/im.test(notice)) return parseDsn(notice);
  // Broken MIME hides the part; its fields stand in the source all the same, above the returned copy.
  const end = message.source.search(copyPart);
  return isMarkedReport(message) ? parseDsn(message.source.slice(0, end === -1 ? undefined : end)) : [];
}

/**
 * RFC 3464 section 2.3.1: the original recipient is the subscriber, whatever alias the mail went through. Where the
 * report gives a pipe or a path instead of an address, the notice may still name the address.
 */
function classifyReported(
  reported: DsnRecipient,
  named: readonly NamedRecipient[],
  notice: string,
  selves: ReadonlySet<string>,
): RecipientResult {
  const addresses = [reported.originalRecipient, reported.finalRecipient].filter(
    (address) => address !== null,
  );
  const mention = named.find(({ recipient }) =>
    addresses.some((one) => one.toLowerCase() === recipient.toLowerCase()),
  );
  const own = mention?.notice ?? (named.length > 1 && addresses.length > 0 ? '' : notice);
  const { action, status, diagnosticCode } = reported;
  // X-Unix codes (RFC 3464 section 2.3.6) are numbers of a program, and say nothing to anybody.
  const reply = /^\d{0,3}$/.test(diagnosticCode ?? '') ? '' : (diagnosticCode ?? '');
  return classifyRecipient({
    recipient: addresses[0] ?? named[0]?.recipient ?? null,
    action,
    status,
    reply,
    notice: own,
    selves,
  });
}

function withoutRepeats(results: readonly RecipientResult[]): RecipientResult[] {
  const key = ({ recipient }: RecipientResult): string | null => recipient?.toLowerCase() ?? null;
  return results.filter((result, at) => results.findIndex((other) => key(other) === key(result)) === at);
}

/** RFC 8098. A receipt is no failure, but some systems report a full mailbox with one. */
function readMdn(message: MimeMessage, notice: string): BounceReport | null {
  const part = message.parts.find(({ type }) => type === 'message/disposition-notification');
  const mdn = part ? parseMdn(part.content) : null;
  if (!mdn) return null;
  const recipients = mdn.finalRecipient ? [mdn.finalRecipient] : [];
  const rule = findRule(foldReply(notice), 'firm');
  const isFull = rule?.category === 'mailbox_full' && (mdn.isError || mdn.dispositionType === 'deleted');
  const why = notice.trim().slice(0, 300);
  if (isFull) return reportOf('mailbox_full', why, recipients);
  // RFC 5429 section 2.2: so does a filter refuse, whose mail system writes itself; a reader's own program says "not read".
  const isFilter = mdn.isAutomatic && hasSystemName(message) && mdn.dispositionType === 'deleted';
  if (isFilter) return reportOf('recipient_refused', why, recipients);
  return reportOf('read_receipt', `Disposition: ${mdn.dispositionType}`, recipients);
}
