import { fieldValue, splitMessage } from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';

/** What a notice of a mail system says in its own words, as far as it counts. */
const maxNotice = 20_000;

/** How mail systems announce the copy of what they return. What follows are the sender's words, not theirs. */
const copyAnnouncements = [
  /^[-\s*=_|>#.]*(?:(?:this|below|attached|here) (?:this line )?is (?:a|the) copy|below is a copy|a copy of (?:the|your) (?:original )?message)/,
  /^[-\s*=_|>#.]*(?:the )?(?:original|returned|undelivered|unsent|rejected|bounced|failed|old) (?:message|mail|e-?mail|text)(?: (?:follows|header|headers|text|below|as received|as received is as follows|is attached|begins))*(?:\s*(?::|[-=_*|.]{1,80}))?\s*$/,
  /^[-\s*=_|>#.]*(?:the )?(?:message|mail|e-?mail)(?:'s)? (?:text |header |headers |body )?(?:follows?|is following|is attached|below)[.:]?\s{0,9}[-=_*|]{0,80}\s*$/,
  /^[-\s*=_|>#.]*(?:the )?headers? (?:of|from) (?:the|your) (?:original )?(?:message|mail)/,
  /^[-\s*=_|>#.]*included is a copy|^[-\s*=_|>#.]*(?:begin|start) of (?:the )?(?:returned|original|message)/,
  /^[-\s*=_|>#.]*(?:mensaje original|mensagem original|message d'origine|message original|original ?nachricht|urspr\S{1,3}ngliche nachricht|messaggio originale|原始邮件|元のメッセージ)/,
  /^-{3,} (?:unsent message|message header|forwarded message|transcript of message|undelivered message|message text|original message|returned mail)/,
];
/** Fields that no notice has in its text, so that a block with one of them is a header that was copied into it. */
const copiedField =
  /^>?[ \t]{0,2}(?:received|return-path|dkim-signature|message-id|mime-version|x-[a-z-]{3,40}|delivered-to|arc-seal):[ \t]/i;
const anyField = /^>?[ \t]{0,2}[a-z][a-z-]{1,40}:[ \t]/i;

/** A notice in two: the words of the mail system, and the beginning of what it returned. */
export interface Notice {
  readonly text: string;
  readonly copy: string;
}

/** The text of the message, from its HTML or from the raw source where MIME has none, cut where the copy begins. */
export function readNoticeText(message: MimeMessage): Notice {
  const text = message.text.trim() === '' ? htmlText(message.html) : message.text;
  const readable = text.trim() === '' && !isAttachmentOnly(message) ? rawBody(message) : text;
  return cutAtCopy(readable.slice(0, maxNotice * 2));
}

/** The same from the raw source: for MIME so broken that its text is not where it says. */
export function readRawNotice(message: MimeMessage): Notice {
  return cutAtCopy(rawBody(message));
}

/** RFC 2045 section 6.7: soft line breaks would cut addresses in two. */
function rawBody(message: MimeMessage): string {
  return splitMessage(message.source)
    .body.slice(0, maxNotice * 2)
    .replace(/=\r?\n/g, '');
}

function isAttachmentOnly(message: MimeMessage): boolean {
  return message.parts.length > 0 && !/^multipart\//i.test(fieldValue(message.headers, 'content-type') ?? '');
}

function cutAtCopy(readable: string): Notice {
  const lines = readable.split(/\r?\n/);
  const found = lines.findIndex((line, at) => announcesCopy(line) || beginsHeader(lines, at));
  const end = found === -1 ? lines.length : found;
  return { text: lines.slice(0, end).join('\n').slice(0, maxNotice), copy: lines.slice(end).join('\n') };
}

function announcesCopy(line: string): boolean {
  const folded = line.slice(0, 200).toLowerCase();
  return copyAnnouncements.some((pattern) => pattern.test(folded));
}

/** Two fields in a row, the first after a blank line or at the top, one of them of the kind only real headers have. */
function beginsHeader(lines: readonly string[], at: number): boolean {
  const [before = '', line = ''] = [lines[at - 1], lines[at]];
  if (before.trim() !== '' || !anyField.test(line)) return false;
  const block = lines.slice(at, at + 8);
  const fields = block.filter((text) => anyField.test(text));
  return (
    fields.length > 1 &&
    fields.some((text) => copiedField.test(text)) &&
    !/-recipient:/i.test(block.join('\n'))
  );
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

function htmlText(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/tr|\/h\d|\/li)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&(lt|gt|amp|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? ' ');
}
