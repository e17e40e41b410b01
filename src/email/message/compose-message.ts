import type { DkimKey } from '../../mail/dkim/dkim-key.ts';
import { signHeader } from '../../mail/dkim/dkim-signature.ts';
import { encodeHeaderText, formatDate, headerField } from '../../mail/header.ts';
import { formatMailbox, type Mailbox } from '../../mail/mailbox.ts';
import type { MessagePieces } from '../../mail/message-pieces.ts';
import { encodeQuotedPrintable, softBreak } from '../../mail/quoted-printable.ts';
import type { SlotValues } from '../slot-program.ts';
import { slotText } from '../slots/fill-slots.ts';
import { chooseVariant } from '../slots/variant.ts';
import { encodeRun } from './base64-part.ts';
import type { MessageProgram } from './message-program.ts';

/** What is one recipient's own in a message. */
export interface MessageRecipient {
  readonly to: Mailbox;
  /** RFC 5322 section 3.6.4, with brackets. */
  readonly messageId: string;
  /** https; RFC 8058 one-click. Null where it comes by no list. */
  readonly unsubscribeUrl: string | null;
  /** Where the recipient leaves, and asks for the rest; null where it comes by no list. */
  readonly preferencesUrl: string | null;
  /** The mailto form of List-Unsubscribe, RFC 2369; null where nobody reads mail. */
  readonly unsubscribeMailto: string | null;
  /** The subscriber's fields, and in a notice its own. */
  readonly fields: SlotValues;
  readonly date: Date;
  /** True for a test send: the subject says so. */
  readonly isTest: boolean;
  /** Header fields that repeat the Message-ID, for relays that replace it. */
  readonly idHeaders: readonly string[];
  /** Header fields that the relay's provider wants. */
  readonly providerHeaders: readonly ProviderHeader[];
}

export type ProviderHeader = readonly [name: string, value: string];

/** The keys that sign, and what they do not. */
export interface Signing {
  readonly keys: readonly DkimKey[];
  /** Names of fields that a relay replaces, so that no signature may hold them. */
  readonly unsigned: readonly string[];
}

/** The finished message, CRLF line ends, not dot-stuffed. */
export function composeMessage(program: MessageProgram, recipient: MessageRecipient): MessagePieces {
  const { head, body } = fillMessage(program, recipient);
  return [Buffer.from(head), ...body];
}

/** The same after a DKIM signature for each of the keys; without keys, exactly the same. */
export async function composeSigned(
  program: MessageProgram,
  recipient: MessageRecipient,
  { keys, unsigned }: Signing,
): Promise<MessagePieces> {
  if (keys.length === 0) return composeMessage(program, recipient);
  const { head, body, fillings, values } = fillMessage(program, recipient);
  const hashBody = chooseVariant(program.bodyHashers(), program.rendered.conditions, values);
  const signatures = await signHeader(head, hashBody(fillings), keys, recipient.date, unsigned);
  return [Buffer.from(signatures + head), ...body];
}

interface FilledMessage {
  /** The header and the empty line. */
  readonly head: string;
  readonly body: readonly Buffer[];
  /** What the body has between what is the same for all, in order, each as whole lines. */
  readonly fillings: readonly string[];
  readonly values: SlotValues;
}

function fillMessage(program: MessageProgram, recipient: MessageRecipient): FilledMessage {
  const values = valuesOf(recipient);
  const fillings: string[] = [];
  const body = chooseVariant(program.bodies, program.rendered.conditions, values).map((piece) => {
    if (Buffer.isBuffer(piece)) return piece;
    const filling =
      'parts' in piece
        ? encodeRun(piece, (slot) => slotText(slot, values))
        : encodeQuotedPrintable(slotText(piece, values)) + softBreak;
    fillings.push(filling);
    return Buffer.from(filling);
  });
  return { head: recipientHeaders(program, recipient) + program.mimeHeaders, body, fillings, values };
}

function valuesOf({ fields, unsubscribeUrl, preferencesUrl }: MessageRecipient): SlotValues {
  return { ...fields, unsubscribeUrl: unsubscribeUrl ?? '', preferencesUrl: preferencesUrl ?? '' };
}

/** All fields but those of MIME. @param subject where it is one recipient's own */
export function recipientHeaders(
  program: MessageProgram,
  recipient: MessageRecipient,
  subject = program.rendered.subject,
): string {
  return [
    headerField('To', formatMailbox(recipient.to)),
    program.sharedHeaders,
    headerField('Subject', encodeHeaderText(recipient.isTest ? `[Test] ${subject}` : subject)),
    headerField('Date', formatDate(recipient.date)),
    headerField('Message-ID', recipient.messageId),
    ...recipient.idHeaders.map((name) => headerField(name, recipient.messageId)),
    ...recipient.providerHeaders.map(([name, value]) => headerField(name, value)),
    ...leavingHeaders(recipient),
  ].join('');
}

function leavingHeaders({ unsubscribeUrl, unsubscribeMailto }: MessageRecipient): string[] {
  if (unsubscribeUrl === null) return [];
  const waysOut = [unsubscribeUrl, unsubscribeMailto].filter((way) => way !== null);
  return [
    headerField('List-Unsubscribe', waysOut.map((way) => `<${way}>`).join(', ')),
    headerField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
  ];
}
