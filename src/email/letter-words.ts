import type { Mailbox } from '../mail/mailbox.ts';
import type { WordedNotice } from './worded-notice.ts';

/** What a person wrote to an address that only a program reads. */
export interface ForwardedLetter {
  /** Who they say they are. */
  readonly writer: Mailbox;
  /** Where they want answers. */
  readonly replyTo: Mailbox;
  readonly subject: string;
  readonly text: string;
  /** The whole message, as it came. */
  readonly bytes: Uint8Array;
}

const maxSubject = 200;
/** Of what the notice repeats; the rest is in what it encloses. */
const maxText = 10_000;

/**
 * The notice with which a letter is passed on to the editor.
 *
 * @param name the newsletter's
 * @param daily how many are passed on in a day: of one writer, and in all
 */
export function letterNotice(
  letter: ForwardedLetter,
  name: string,
  daily: { readonly writer: number; readonly all: number },
): WordedNotice {
  const { writer, replyTo, bytes } = letter;
  const subject = oneLine(letter.subject).slice(0, maxSubject).trim();
  const text = [
    `${oneLine(formatPlain(writer))} wrote to an address of ${name} that only a program reads. What they wrote is enclosed as it came, and its text stands below.`,
    `Answer this message to write to ${replyTo.address}. Nothing proves that it is from whom it says.`,
    `At most ${daily.writer} letters a day of one writer are passed on, and ${daily.all} in all. What is beyond stays where it came in, or is refused to its sender.`,
    quoted(letter.text),
  ];
  return {
    subject: `Fwd: ${subject || `a letter from ${writer.address}`}`,
    text: text.join('\n\n'),
    replyTo,
    enclosed: bytes,
  };
}

function formatPlain({ name, address }: Mailbox): string {
  return name === '' ? address : `${name} <${address}>`;
}

/** Marked line by line as somebody else's words. */
function quoted(text: string): string {
  const said = text.trim();
  const cut = said.length > maxText ? `${said.slice(0, maxText)}\n[…]` : said;
  return cut
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
