import { fieldValue, fieldValues, type HeaderField, parseHeaderFields } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';

/** A recipient that a notice names, with the words that belong to it. */
export interface NamedRecipient {
  readonly recipient: string;
  /** From the line that names it to the one that names the next. */
  readonly notice: string;
}

interface Found {
  readonly recipient: string;
  readonly at: number;
}

const address = String.raw`[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,128}@(?:[A-Za-z0-9_-]{1,63}\.){0,8}[A-Za-z0-9-]{1,63}`;
const maxRecipients = 100;

/** Where notices name recipients, from the surest form to the loosest. The first form that is there at all decides. */
const forms: readonly RegExp[] = [
  // A list that takes mail of its members only.
  new RegExp(`(?:mailing list|the group) +[<(](${address})`, 'gi'),
  // `<a@b>:`, `a@b... User unknown`, `  a@b`, "Recipient: [SMTP:a@b]": a line that begins with the address.
  new RegExp(
    String.raw`^[ \t>*|"'<\[({-]{0,20}(?:[45]\d\d (?:[45]\.\d\.\d{1,3} )?<?)?(?:(?:original |failed |final |recipient |e-?mail )?(?:recipient|address|mailbox|user|error-for)s?[ \t]{0,40}:[ \t]{0,40})?[<\["'(]{0,3}(?:${address}[ \t]{1,3}<(?=[^\s<>]{1,128}@))?(?:smtp:|rfc822;[ \t]{0,40}|mailto:)?(${address})[>\]"')]{0,3}(?=[:;,]|[ \t]{0,200}(?:$|\.{2,3}|[(<\[:-])|[ \t]{1,200}[a-z])`,
    'gim',
  ),
  // "... could not be delivered to a@b", "RCPT TO:<a@b>"
  new RegExp(
    String.raw`(?<![A-Za-z0-9.+_-])(?:rcpt to|to|recipients?|addressee|destinatario|destinataire|empf.nger|mailbox|user|for|address|size|attempts|an|à|a)(?:[ \t]{0,40}:\s{0,3}|\s{1,3})[<"'\[(]{0,2}(?:smtp:|mailto:)?(${address})`,
    'gi',
  ),
  new RegExp(`(?<![A-Za-z0-9.+_=-])(${address})`, 'g'),
];

/** Names nobody who reads: the systems that write notices, and those who answer for them. */
const systemMailbox =
  /^(?:mailer-daemon|mail-daemon|poo?stmaster|abuse|noreply|no-reply|support|hostmaster|helpdesk|daemon|root)@/i;

/**
 * Whom a notice in plain text is about. The outer recipient is the sender of the newsletter and the outer sender is a
 * mail system, so these are named only where nobody else is.
 *
 * @param inlineCopy the beginning of what the notice returns in its text
 */
export function findRecipients(message: MimeMessage, notice: string, inlineCopy = ''): NamedRecipient[] {
  const failed = failedRecipients(message);
  const outer = ['to', 'from', 'return-path', 'reply-to'].map((name) => fieldValue(message.headers, name));
  const selves = new Set([
    ...outer.flatMap((value) => addressesIn(value ?? '')),
    ...ownAddresses(message, inlineCopy),
  ]);
  const isReader = (found: string): boolean => !selves.has(found.toLowerCase()) && !systemMailbox.test(found);
  const lines = nameable(withoutContinuations(notice));
  if (failed.length > 0)
    return withNotices(
      uniqueBy(failed, (recipient) => recipient.toLowerCase())
        .slice(0, maxRecipients + 1)
        .map((recipient) => ({ recipient, at: lines.indexOf(recipient) })),
      notice,
    );
  let others: Found[] = [];
  for (const form of forms) {
    const found = Array.from(lines.matchAll(form), (match) => ({
      recipient: match[1] ?? '',
      at: match.index,
    }));
    const readers = found.filter(({ recipient }) => isReader(recipient));
    // Of several addresses somewhere in a text, nobody knows which one is meant.
    if (form === forms.at(-1) && new Set(readers.map(({ recipient }) => recipient)).size > 1) break;
    if (readers.length > 0) return withNotices(readers, notice);
    if (others.length === 0) others = found;
  }
  return withNotices(others, notice);
}

/** Exim and Gmail name them in a field of the header. */
function failedRecipients({ headers }: MimeMessage): string[] {
  return fieldValues(headers, 'x-failed-recipients').flatMap((value) =>
    value.split(/[\s,;]+/).filter((part) => /^[^@\s]+@[^@\s]+$/.test(part)),
  );
}

const copyTypes = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];

function copyFields({ parts }: MimeMessage, inlineCopy: string): HeaderField[] {
  const copy = parts.find(({ type }) => copyTypes.includes(type));
  return parseHeaderFields((copy?.content ?? inlineCopy).slice(0, 20_000));
}

/** Those to whom the returned copy was addressed: the last resort, since a copy can have many. */
export function copyRecipients(message: MimeMessage, inlineCopy = ''): string[] {
  const fields = copyFields(message, inlineCopy);
  const addressed = addressesIn(fieldValue(fields, 'to') ?? '');
  return addressed.length === 1 ? addressed : [];
}

/** The sender's own addresses, as far as a report shows them: to whom it was sent, and from whom what it returns came. */
export function ownAddresses(message: MimeMessage, inlineCopy = ''): ReadonlySet<string> {
  const fields = copyFields(message, inlineCopy);
  const theirs = new Set(addressesIn(fieldValue(fields, 'to') ?? ''));
  const ours = [
    ...['to', 'delivered-to', 'x-original-to'].map((name) => fieldValue(message.headers, name)),
    ...['from', 'sender', 'reply-to', 'return-path', 'errors-to'].map((name) => fieldValue(fields, name)),
  ];
  return new Set(ours.flatMap((value) => addressesIn(value ?? '')).filter((one) => !theirs.has(one)));
}

const anyAddress = new RegExp(address, 'g');

export function addressesIn(text: string): string[] {
  if (!text.includes('@')) return [];
  return Array.from(text.slice(0, 10_000).matchAll(anyAddress), ([found]) => found.toLowerCase());
}

const firstAddress = new RegExp(String.raw`^[ \t]*[<("'\[]{0,2}${address}`);

/** A line that is indented more than one that begins with an address goes on with it, whom it names itself. Same length. */
function withoutContinuations(notice: string): string {
  let opened = Number.POSITIVE_INFINITY;
  return notice
    .split('\n')
    .map((line) => {
      const indent = line.length - line.trimStart().length;
      if (line.trim() === '') opened = Number.POSITIVE_INFINITY;
      else if (indent > opened) return firstAddress.test(line) ? ' '.repeat(line.length) : line;
      else opened = firstAddress.test(line) ? indent : Number.POSITIVE_INFINITY;
      return line;
    })
    .join('\n');
}

/** The notice without what names others: the sender that a server was told, and whom to ask. Same length. */
function nameable(notice: string): string {
  return notice.replace(
    /(?:mail from|envelope-from|sender|from|sent by|contact|write to|e-?mail to|send (?:mail|e-?mail) to|assistance, please|message-id|reply to)(?:[ \t]{0,20}:)?[ \t]{0,20}[<"'(]{0,2}[^\s<>"']{1,128}@[^\s<>"']{1,255}/gi,
    (text) => ' '.repeat(text.length),
  );
}

function withNotices(found: readonly Found[], notice: string): NamedRecipient[] {
  const firsts = uniqueBy(found, ({ recipient }) => recipient.toLowerCase());
  return firsts.slice(0, maxRecipients).map(({ recipient, at }, index) => {
    const end = firsts[index + 1]?.at ?? notice.length;
    return { recipient, notice: at < 0 || end < at ? notice : notice.slice(at, end) };
  });
}

/** Of those that have one key the first, in order. */
function uniqueBy<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const isNew = !seen.has(keyOf(one));
    seen.add(keyOf(one));
    return isNew;
  });
}
