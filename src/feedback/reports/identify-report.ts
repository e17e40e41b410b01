import type { TaggedDelivery, TagKeys, TagPurpose } from '../../mail/delivery-tag.ts';
import {
  type FoundTags,
  findDeliveryTags,
  readReturnPath,
  worstDoubt,
} from '../../mail/find-delivery-tag.ts';
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
  readonly delivery: TaggedDelivery;
  readonly place: TagPlace;
}

/** That a report names no delivery of ours, and what is to be said of the names it has. */
export interface Unidentified {
  readonly delivery: null;
  readonly place: null;
  readonly doubt: FoundTags['doubt'];
}

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
/** Outlook and Microsoft 365 write a Message-ID of their own, and keep ours in the last of these. */
const copyFields = ['message-id', 'return-path', 'x-microsoft-original-message-id'];
const copyTypes = [
  'message/rfc822',
  'message/global',
  'message/global-headers',
  'text/rfc822-headers',
  'message/rfc822-headers',
];

/**
 * Whose a report is, from the surest place to the loosest: the return path that it was sent to, the fields of the
 * report and the header of what it returns, its text, and last what an automatic answer answers. Every place holds a
 * signed tag, so none of them can be forged, only copied by those who got the message: hence a Message-ID is none for a
 * return path. An address proves nothing, so none is looked at. A place that names several deliveries names none.
 */
export function identifyReport(
  envelopeRecipient: string | null,
  message: MimeMessage | null,
  keys: TagKeys,
): Identified | Unidentified {
  const envelope = envelopeRecipient === null ? null : readReturnPath(envelopeRecipient, keys);
  if (envelope?.kind === 'ours') return { delivery: envelope.name, place: 'envelope' };
  const doubts = new Set<string | null>([envelope?.kind ?? null]);
  for (const [place, purposes, text] of message ? placesOf(message) : []) {
    const { deliveries, doubt } = findDeliveryTags(text, keys, purposes);
    const [delivery, ...others] = deliveries;
    if (delivery && others.length === 0) return { delivery, place };
    doubts.add(doubt);
  }
  return { delivery: null, place: null, doubt: worstDoubt(doubts) };
}

/** Whether it was sent to a return path whose key is not known: only machines write there, and only of what was sent. */
export function isToUnknownKey(
  envelopeRecipient: string | null,
  message: MimeMessage | null,
  keys: TagKeys,
): boolean {
  if (readReturnPath(envelopeRecipient ?? '', keys).kind === 'unknown key') return true;
  const trace = valuesOf(message?.headers ?? [], traceFields);
  return findDeliveryTags(trace, keys, ['return path']).doubt === 'unknown key';
}

type Place = readonly [TagPlace, readonly TagPurpose[], string];
const either: readonly TagPurpose[] = ['return path', 'Message-ID'];

/** RFC 5322 section 3.6.4, in whatever header a text shows: who answers a message says so with its Message-ID. */
const answering = /^[> \t]*(?:in-reply-to|references):.*(?:\r?\n[ \t].*)*/gim;

function placesOf(message: MimeMessage): readonly Place[] {
  const { headers, parts } = message;
  const copies = parts.filter(({ type }) => copyTypes.includes(type)).map(({ content }) => headerOf(content));
  return [
    ['trace', ['return path'], valuesOf(headers, traceFields)],
    [
      'report',
      either,
      parts
        .filter(({ type }) => type === 'message/feedback-report')
        .map(({ content }) => content)
        .join('\n'),
    ],
    ['returned copy', either, copies.map((fields) => valuesOf(fields, copyFields)).join('\n')],
    ['text', either, message.text.replace(answering, '')],
    // Broken MIME hides the copy; RFC 2045 section 6.7: soft line breaks would cut a tag in two.
    ['text', either, message.source.replace(answering, '').replace(/=\r?\n/g, '')],
    // What it answers, before the whole thread.
    ['answer', ['Message-ID'], fieldValue(headers, 'in-reply-to') ?? ''],
    ['answer', ['Message-ID'], fieldValue(headers, 'references')?.split(/\s+/).at(-1) ?? ''],
  ];
}

function headerOf(copy: string): HeaderField[] {
  return parseHeaderFields(splitMessage(copy).header);
}

function valuesOf(fields: readonly HeaderField[], names: readonly string[]): string {
  return names.flatMap((name) => fieldValues(fields, name)).join('\n');
}
