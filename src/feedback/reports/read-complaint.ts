import { fieldValue, parseHeaderFields } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';
import { type ArfReport, parseArf } from '../../mail/reports/arf.ts';
import { type BounceReport, type Category, reportOf } from '../bounce-report.ts';
import { addressesIn, copyRecipients } from './find-recipients.ts';

/** What the types of RFC 5965 section 7.3 and RFC 6591 mean for a subscriber; every other one is a complaint. */
const notComplaints: Readonly<Record<string, Category>> = {
  'not-spam': 'not_spam',
  'auth-failure': 'auth_report',
  dmarc: 'auth_report',
};

/** A reader's complaint, or a report of the same form about something else; null where the message is neither. */
export function readComplaint(message: MimeMessage): BounceReport | null {
  const part = message.parts.find(({ type }) => type === 'message/feedback-report');
  const arf = parseArf(part?.content ?? bareReport(message));
  if (arf) return arfReport(arf, message);
  const subject = fieldValue(message.headers, 'subject') ?? '';
  // Hotmail's loop is older than RFC 5965: the returned message is all there is.
  if (!/^\s*complaint about message from \d/i.test(subject)) return null;
  return reportOf('complaint', subject, complainers(message));
}

/** The report of a loop that gives its part another type; RFC 5965 section 3.1 requires all three fields. */
function bareReport({ text, headers }: MimeMessage): string {
  const isLoop = /report-type="?feedback-report/i.test(fieldValue(headers, 'content-type') ?? '');
  const fields = [/^feedback-type:/im, /^user-agent:/im, /^version:/im];
  return isLoop || fields.every((field) => field.test(text)) ? text : '';
}

function arfReport({ feedbackType, originalRcptTo }: ArfReport, message: MimeMessage): BounceReport {
  const category = notComplaints[feedbackType] ?? 'complaint';
  const named = originalRcptTo.length > 0 ? originalRcptTo : complainers(message);
  return reportOf(category, `Feedback-Type: ${feedbackType}`, named);
}

function complainers(message: MimeMessage): string[] {
  const copy = message.parts.find(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers');
  const fields = parseHeaderFields((copy?.content ?? '').slice(0, 20_000));
  const reader = fieldValue(fields, 'x-hmxmroriginalrecipient');
  const named = addressesIn(reader ?? '');
  return named.length > 0 ? named : copyRecipients(message);
}
