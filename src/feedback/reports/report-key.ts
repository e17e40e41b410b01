import { createHash } from 'node:crypto';
import { fieldValues, parseHeaderFields } from '../../mail/header-fields.ts';

/** The fields that a reporter writes and no system on the way adds to or changes. */
const authoredFields = [
  'from',
  'date',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
  'auto-submitted',
];

/** Two messages that differ only beyond this are nobody's reports. */
const maxLength = 1024 * 1024;

/** A delivery by whatever it is known by. */
interface NamedDelivery {
  readonly send: number | string;
  readonly subscriber: number | string;
}

/**
 * What the same message has, whichever way it came: systems on the way add trace fields (RFC 5321 section 4.4), files
 * have other line ends than SMTP, and mbox files a blank line more. So the fields that its author wrote count, and the
 * body, and whose it is, since a terse notice is the same for everybody.
 */
export function reportKey(bytes: Uint8Array, about: NamedDelivery | null): string {
  const start = Buffer.from(bytes.subarray(0, 2 * maxLength)).toString('latin1');
  const text = start.replace(/\r\n/g, '\n').slice(0, maxLength);
  const blank = text.indexOf('\n\n');
  const header = parseHeaderFields(blank === -1 ? text : text.slice(0, blank));
  const body = blank === -1 ? '' : text.slice(blank).trim();
  const authored = authoredFields.map((name) => `${name}:${fieldValues(header, name).join(',')}`);
  const whose = about ? `${about.send}.${about.subscriber}` : '';
  const parts = [whose, ...authored.map((field) => field.replace(/\s+/g, ' ')), body];
  return `mail:${createHash('sha256').update(parts.join('\n')).digest('hex')}`;
}
