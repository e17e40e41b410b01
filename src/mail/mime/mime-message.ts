import type { HeaderField } from '../header-fields.ts';

/** A part that is no text to read: a report, a returned copy, an attachment. */
export interface MimePart {
  /** In lower case, such as `message/delivery-status`. */
  readonly type: string;
  /** Decoded, for parts of type `message/*` and `text/*`; empty for every other. */
  readonly content: string;
}

/** A message taken apart, RFC 2045 and 2046. */
export interface MimeMessage {
  readonly headers: readonly HeaderField[];
  /** Its inline text parts, one after the other. */
  readonly text: string;
  /** Its inline HTML parts. */
  readonly html: string;
  readonly parts: readonly MimePart[];
  /** The message as it came, for what broken MIME hides. */
  readonly source: string;
}

/** Either the message, or why it was not taken apart, as the end of a sentence about it. */
export type MimeReading =
  | { readonly ok: true; readonly message: MimeMessage }
  | { readonly ok: false; readonly reason: string };
