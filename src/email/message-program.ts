import { headerField } from '../mail/header.ts';
import { formatMailbox, formatPhrase, type Mailbox } from '../mail/mailbox.ts';
import { encodeQuotedPrintable, softBreak } from '../mail/quoted-printable.ts';
import type { RenderedIssue } from './rendered-issue.ts';
import type { Slot, SlotProgram } from './slot-program.ts';

/**
 * A RenderedIssue made ready for many recipients: every header that all share, and the body as quoted-printable bytes
 * encoded once, with the slots between. Each literal ends in a soft line break, so a slot's value always starts at
 * column 0 and can be encoded by itself.
 */
export interface MessageProgram {
  readonly rendered: RenderedIssue;
  /** The headers before those of the recipient. */
  readonly sharedHeaders: string;
  /** MIME-Version and Content-Type, then the empty line. */
  readonly mimeHeaders: string;
  readonly body: readonly (Buffer | Slot)[];
}

export function prepareMessage(rendered: RenderedIssue): MessageProgram {
  // RFC 2045 section 6.7 suggests "=_": quoted-printable text can never contain it.
  const boundary = `=_pennypost_${rendered.digest.slice(0, 24)}`;
  return {
    rendered,
    sharedHeaders: sharedHeaders(rendered),
    mimeHeaders:
      headerField('MIME-Version', '1.0') +
      headerField('Content-Type', `multipart/alternative; boundary="${boundary}"`) +
      '\r\n',
    // RFC 2046 section 5.1.4: the parts in increasing order of faithfulness, so the text comes first.
    body: joinBuffers([
      ...part(boundary, 'text/plain', rendered.text),
      Buffer.from('\r\n'),
      ...part(boundary, 'text/html', rendered.html),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

function sharedHeaders({ newsletter, issueKey }: RenderedIssue): string {
  const from = newsletter.from as Mailbox;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return [
    headerField('From', formatMailbox(from)),
    newsletter.replyTo === null ? '' : headerField('Reply-To', newsletter.replyTo),
    headerField('List-Id', `${formatPhrase(newsletter.name)} <${newsletter.listId}>`),
    headerField(
      'Feedback-ID',
      [issueKey, newsletter.listId, 'newsletter', domain].map(feedbackField).join(':'),
    ),
  ].join('');
}

/** A colon separates the fields of Feedback-ID, so none may hold one. */
function feedbackField(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '-');
}

function part(boundary: string, type: string, program: SlotProgram): (Buffer | Slot)[] {
  const head =
    `--${boundary}\r\n` +
    headerField('Content-Type', `${type}; charset=utf-8`) +
    headerField('Content-Transfer-Encoding', 'quoted-printable') +
    '\r\n';
  const pieces = program.map((piece, at) => {
    if (typeof piece !== 'string') return piece;
    const isBeforeSlot = at < program.length - 1;
    return Buffer.from(encodeQuotedPrintable(piece) + (isBeforeSlot ? softBreak : ''));
  });
  return [Buffer.from(head), ...pieces];
}

function joinBuffers(pieces: readonly (Buffer | Slot)[]): (Buffer | Slot)[] {
  const joined: (Buffer | Slot)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (Buffer.isBuffer(piece) && Buffer.isBuffer(last))
      joined[joined.length - 1] = Buffer.concat([last, piece]);
    else joined.push(piece);
  }
  return joined;
}
