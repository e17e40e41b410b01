import type { DeliveryTag } from '../../mail/delivery-tag.ts';
import { findDeliveryTags, readDeliveryTag } from '../../mail/find-delivery-tag.ts';
import {
  fieldValue,
  fieldValues,
  type HeaderField,
  parseHeaderFields,
  splitMessage,
} from '../../mail/header-fields.ts';
import type { MimeMessage } from '../../mail/mime/mime-message.ts';

/** Where a report names the delivery that it is about. */
export type TagPlace = 'envelope' | 'trace' | 'report' | 'returned copy' | 'answer' | 'text' | 'event';

export interface Identified {
  readonly delivery: DeliveryTag;
  readonly place: TagPlace;
}

type Keys = ReadonlyMap<string, Buffer>;

/** What the systems on the way write on top: to whom the envelope was addressed; `to` is the reporter's own. */
const traceFields = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-delivered-to',
  'x-rcpt-to',
  'to',
];
const copyTypes = [
  'message/rfc822',
  'message/global',
  'message/global-headers',
  'text/rfc822-headers',
  'message/rfc822-headers',
];

/**
 * Whose a report is, from the surest place to the loosest: the return path that it was sent to, the fields of the
 * report and the header of what it returns, what an automatic answer answers, and last its text. Every place holds the
 * same signed tag, so none of them can be forged, only copied by those who got the message. An address proves nothing,
 * so none is looked at. A place that names several deliveries names none.
 */
export function identifyReport(
  envelopeRecipient: string | null,
  message: MimeMessage | null,
  keys: Keys,
): Identified | null {
  const byEnvelope = envelopeRecipient === null ? null : readDeliveryTag(envelopeRecipient, keys);
  if (byEnvelope) return { delivery: byEnvelope, place: 'envelope' };
  if (!message) return null;
  for (const [place, text] of placesOf(message)) {
    const [delivery, ...others] = findDeliveryTags(text, keys);
    if (delivery && others.length === 0) return { delivery, place };
  }
  return null;
}

function placesOf(message: MimeMessage): readonly (readonly [TagPlace, string])[] {
  const { headers, parts } = message;
  const copies = parts.filter(({ type }) => copyTypes.includes(type)).map(({ content }) => headerOf(content));
  return [
    ['trace', valuesOf(headers, traceFields)],
    [
      'report',
      parts
        .filter(({ type }) => type === 'message/feedback-report')
        .map(({ content }) => content)
        .join('\n'),
    ],
    ['returned copy', copies.map((fields) => valuesOf(fields, ['message-id', 'return-path'])).join('\n')],
    // RFC 5322 section 3.6.4: what it answers, before the whole thread.
    ['answer', fieldValue(headers, 'in-reply-to') ?? ''],
    ['answer', fieldValue(headers, 'references')?.split(/\s+/).at(-1) ?? ''],
    ['text', message.text],
    // Broken MIME hides the copy; RFC 2045 section 6.7: soft line breaks would cut a tag in two.
    ['text', message.source.replace(/=\r?\n/g, '')],
  ];
}

function headerOf(copy: string): HeaderField[] {
  return parseHeaderFields(splitMessage(copy).header);
}

function valuesOf(fields: readonly HeaderField[], names: readonly string[]): string {
  return names.flatMap((name) => fieldValues(fields, name)).join('\n');
}
