import { createHash } from 'node:crypto';
import { bodyHasher } from '../../mail/dkim/dkim-body-hash.ts';
import { signHeader } from '../../mail/dkim/dkim-signature.ts';
import { enclosedMessage } from '../../mail/enclosed-message.ts';
import { headerField } from '../../mail/header.ts';
import { formatMailbox } from '../../mail/mailbox.ts';
import type { MessagePieces } from '../../mail/message-pieces.ts';
import { encodeQuotedPrintable } from '../../mail/quoted-printable.ts';
import type { WordedNotice } from '../worded-notice.ts';
import { type MessageRecipient, recipientHeaders, type Signing } from './compose-message.ts';
import type { MessageProgram } from './message-program.ts';

/** The message of a notice with words of its own, signed with each of the keys. */
export async function composeWorded(
  program: MessageProgram,
  words: WordedNotice,
  recipient: MessageRecipient,
  { keys, unsigned }: Signing,
): Promise<MessagePieces> {
  const { mime, body } = bodyOf(words);
  const replyTo = words.replyTo === null ? '' : headerField('Reply-To', formatMailbox(words.replyTo));
  const head = recipientHeaders(program, recipient, words.subject) + replyTo + mime;
  const signatures =
    keys.length === 0 ? '' : await signHeader(head, bodyHasher([body])([]), keys, recipient.date, unsigned);
  return [Buffer.from(signatures + head), body];
}

function bodyOf({ text, enclosed }: WordedNotice): { readonly mime: string; readonly body: Buffer } {
  const words = `${textHead}\r\n${encodeQuotedPrintable(text)}\r\n`;
  if (enclosed === null)
    return { mime: `${version}${textHead}\r\n`, body: Buffer.from(words.slice(textHead.length + 2)) };
  // The same on every attempt, and in nothing that it parts: no text holds its own digest.
  const boundary = `=_pennypost_${createHash('sha256').update(enclosed).digest('hex').slice(0, 32)}`;
  const parts = [words, enclosedMessage(enclosed)].map((part) => `--${boundary}\r\n${part}`).join('');
  return {
    mime: `${version}${headerField('Content-Type', `multipart/mixed; boundary="${boundary}"`)}\r\n`,
    body: Buffer.from(`${parts}--${boundary}--\r\n`),
  };
}

const version = headerField('MIME-Version', '1.0');
const textHead =
  headerField('Content-Type', 'text/plain; charset=utf-8') +
  headerField('Content-Transfer-Encoding', 'quoted-printable');
