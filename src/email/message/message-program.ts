import { createHash } from 'node:crypto';
import { type BodyHasher, bodyHasher } from '../../mail/dkim/dkim-body-hash.ts';
import { headerField } from '../../mail/header.ts';
import { formatMailbox, formatPhrase, type Mailbox } from '../../mail/mailbox.ts';
import { encodeQuotedPrintable, softBreak } from '../../mail/quoted-printable.ts';
import type { RenderedIssue, Variant } from '../rendered-issue.ts';
import type { Slot, SlotProgram } from '../slot-program.ts';
import { slotText } from '../slots/fill-slots.ts';
import { encodeBase64Part, runSize, type SlotRun } from './base64-part.ts';

/**
 * A RenderedIssue made ready for many recipients: every header that all share, and the body of each variant as bytes
 * encoded once, with the slots between. Each part is in the shorter of the two encodings. In quoted-printable each
 * literal ends in a soft line break, so a slot's value always starts at column 0 and can be encoded by itself; of base64
 * see {@link SlotRun}.
 */
export interface MessageProgram {
  readonly rendered: RenderedIssue;
  /** The headers before those of the recipient. */
  readonly sharedHeaders: string;
  /** MIME-Version and Content-Type, then the empty line. */
  readonly mimeHeaders: string;
  /** By the number of the variant; what two of them have in common is one and the same buffer. */
  readonly bodies: readonly MessageBody[];
  /** One for each of the bodies, for signatures; made when they are first asked for. */
  readonly bodyHashers: () => readonly BodyHasher[];
}

export type MessageBody = readonly (Buffer | Slot | SlotRun)[];

export function prepareMessage(rendered: RenderedIssue): MessageProgram {
  // RFC 2045 section 6.7 suggests "=_": quoted-printable text can never contain it.
  const boundary = `=_pennypost_${rendered.digest.slice(0, 24)}`;
  const encode = partEncoder();
  const bodies = rendered.variants.map((variant) => messageBody(variant, boundary, encode));
  let hashers: readonly BodyHasher[] | null = null;
  return {
    rendered,
    sharedHeaders: sharedHeaders(rendered),
    mimeHeaders:
      headerField('MIME-Version', '1.0') +
      headerField('Content-Type', `multipart/alternative; boundary="${boundary}"`) +
      '\r\n',
    bodies,
    bodyHashers: () => {
      hashers ??= bodies.map((body) => bodyHasher(literalsOf(body)));
      return hashers;
    },
  };
}

/** RFC 2046 section 5.1.4: the parts in increasing order of faithfulness, so the text comes first. */
function messageBody({ text, html }: Variant, boundary: string, encode: PartEncoder): MessageBody {
  const plain = encode(text, 'text');
  const rich = encode(html, 'html');
  return [
    Buffer.from(partHead(boundary, 'text/plain', plain.encoding)),
    ...plain.pieces,
    Buffer.from(`\r\n${partHead(boundary, 'text/html', rich.encoding)}`),
    ...rich.pieces,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ];
}

/** What stands between the slots, each whole lines: soft line breaks stand around a slot, the delimiter at the end. */
function literalsOf(body: MessageBody): Buffer[] {
  const literals: Buffer[][] = [[]];
  for (const piece of body) {
    if (Buffer.isBuffer(piece)) literals.at(-1)?.push(piece);
    else literals.push([]);
  }
  return literals.map((pieces) => Buffer.concat(pieces));
}

function sharedHeaders(rendered: RenderedIssue): string {
  const { newsletter, notice } = rendered;
  const from = newsletter.from as Mailbox;
  return [
    headerField('From', formatMailbox(from)),
    newsletter.replyTo === null ? '' : headerField('Reply-To', newsletter.replyTo),
    ...(notice === undefined ? listHeaders(newsletter) : noticeHeaders),
    // Exchange keeps absence replies still by it ([MS-OXCMAIL] 2.2.3.2.14). Not `All`, which would keep reports of
    // delivery back as well.
    headerField('X-Auto-Response-Suppress', 'OOF, AutoReply'),
    headerField('Feedback-ID', feedbackId(rendered)),
  ].join('');
}

function listHeaders(newsletter: RenderedIssue['newsletter']): string[] {
  return [
    headerField('List-Id', `${formatPhrase(newsletter.name)} <${newsletter.listId}>`),
    // RFC 2369 section 3.4: nobody but the editor writes to this list.
    headerField('List-Post', 'NO'),
    // RFC 3834 section 5: `vacation` and its kin keep still by it.
    headerField('Precedence', 'bulk'),
  ];
}

/** RFC 3834 section 5: by it whoever answers by themselves keeps still. It comes by no list. */
const noticeHeaders = [headerField('Auto-Submitted', 'auto-generated')];

/**
 * Gmail's Feedback-ID: three identifiers and the SenderId, by each of which complaints are counted. What another
 * newsletter of the same domain could have as well, an issue 10 or the word "newsletter", is told apart by the SenderId.
 */
function feedbackId({ notice, issueKey, newsletter }: RenderedIssue): string {
  const [what, kind] = notice === undefined ? [issueKey, 'newsletter'] : [notice, 'notice'];
  const sender = newsletter.feedbackId ?? senderId(newsletter.listId);
  return [`${what}.${sender}`, newsletter.listId, `${kind}.${sender}`, sender].map(feedbackField).join(':');
}

/** Always the same for a list identifier: its first letters, to be known by, and some of its digest. */
function senderId(listId: string): string {
  const digest = createHash('sha256').update(listId.toLowerCase()).digest('hex').slice(0, 8);
  return `${listId.replace(/[^a-z0-9]/gi, '').slice(0, 6)}-${digest}`.toLowerCase();
}

/** A colon separates the fields of Feedback-ID, so none may hold one. */
function feedbackField(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '-');
}

function partHead(boundary: string, type: string, encoding: EncodedPart['encoding']): string {
  return (
    `--${boundary}\r\n` +
    headerField('Content-Type', `${type}; charset=utf-8`) +
    headerField('Content-Transfer-Encoding', encoding) +
    '\r\n'
  );
}

/** One part of a message, its literals as bytes. */
export interface EncodedPart {
  readonly encoding: 'quoted-printable' | 'base64';
  readonly pieces: MessageBody;
}

export type PartEncoder = (program: SlotProgram, kind: 'html' | 'text') => EncodedPart;

/** Encodes each text once, however many variants have it. */
export function partEncoder(): PartEncoder {
  const known = new Map<string, Buffer>();
  const quote = (text: string): Buffer => {
    const encoded = known.get(text) ?? Buffer.from(encodeQuotedPrintable(text));
    known.set(text, encoded);
    return encoded;
  };
  const shared = new Map<string, Buffer>();
  const share = (piece: Buffer): Buffer => {
    const key = piece.toString('latin1');
    const same = shared.get(key) ?? piece;
    shared.set(key, same);
    return same;
  };
  return (program, kind) => {
    const quoted = quotedPart(program, quote);
    const coded = encodeBase64Part(program, kind).map((piece) =>
      Buffer.isBuffer(piece) ? share(piece) : piece,
    );
    const size = bodySize(quoted, noText);
    return size > shortPart && bodySize(coded, noText) < worthwhile * size
      ? { encoding: 'base64', pieces: coded }
      : { encoding: 'quoted-printable', pieces: quoted };
  };
}

/** In bytes: what is shorter gains nothing, and text that is plain to see in the source looks less like spam. */
const shortPart = 8000;
const worthwhile = 0.95;

/** What a slot says for nobody, by which the encodings are compared: what readers add to it is a line or two. */
function noText(slot: Slot): readonly string[] {
  return [slotText(slot, {})];
}

/** How many bytes pieces take as they are sent, for the longest of the texts that each slot may have. */
export function bodySize(pieces: MessageBody, textsOf: (slot: Slot) => readonly string[]): number {
  return pieces
    .map((piece) => {
      if (Buffer.isBuffer(piece)) return piece.length;
      if ('parts' in piece) return runSize(piece, textsOf);
      return Math.max(...textsOf(piece).map((text) => encodeQuotedPrintable(text).length + softBreak.length));
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** A soft line break stands before every slot. */
function quotedPart(program: SlotProgram, encode: (text: string) => Buffer): (Buffer | Slot)[] {
  return program.flatMap((piece, at): (Buffer | Slot)[] => {
    if (typeof piece !== 'string') return [piece];
    const isBeforeSlot = at < program.length - 1;
    return isBeforeSlot ? [encode(piece), softBreakBytes] : [encode(piece)];
  });
}

const softBreakBytes = Buffer.from(softBreak);
