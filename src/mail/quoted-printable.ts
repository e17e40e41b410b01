/**
 * RFC 2045 section 6.7 (5): at most 76 characters on a line, the `=` of a soft break counted. One is always kept for
 * that, since a piece may be joined with another by a soft break.
 */
const maxText = 75;
export const softBreak = '=\r\n';

const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
const space = 32;
const tab = 9;

/**
 * Text as quoted-printable UTF-8, starting at column 0. Line ends of any kind become CRLF. Pieces encoded apart may
 * be joined with {@link softBreak}, which is how a slot's value stands between literals encoded once.
 *
 * A line never starts with a dot (SMTP would have to stuff it) nor with `From ` (mbox would quote it).
 */
export function encodeQuotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => plainLine(line) ?? encodeLine(Buffer.from(line)))
    .join('\r\n');
}

/** Most of what is encoded for each reader is an address or a link: nothing in it needs an escape. */
const isPlain = /^[!-<>-~](?:[ -<>-~]*[!-<>-~])?$/;
const needsCare = /^(?:\.|From )/;

/** The line cut to length, or null where it needs more than that. */
function plainLine(line: string): string | null {
  if (!isPlain.test(line)) return null;
  const pieces: string[] = [];
  for (let at = 0; at < line.length; at += maxText) pieces.push(line.slice(at, at + maxText));
  return pieces.some((piece) => needsCare.test(piece)) ? null : pieces.join(softBreak);
}

function encodeLine(bytes: Buffer): string {
  let encoded = '';
  let column = 0;
  for (const [at, byte] of bytes.entries()) {
    let unit = encodeByte(byte, at === bytes.length - 1);
    if (column + unit.length > maxText) {
      encoded += softBreak;
      column = 0;
    }
    if (column === 0 && (byte === 0x2e || startsFrom(bytes, at))) unit = hex[byte] ?? '';
    encoded += unit;
    column += unit.length;
  }
  return encoded;
}

/** White space at the end of a line would be lost on the way (rule 3), so it is encoded there. */
function encodeByte(byte: number, isLast: boolean): string {
  const isBlank = byte === space || byte === tab;
  const isPlain = (byte > space && byte < 127 && byte !== 0x3d) || (isBlank && !isLast);
  return isPlain ? String.fromCharCode(byte) : (hex[byte] ?? '');
}

function startsFrom(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x46 && bytes.toString('latin1', at, at + 5) === 'From ';
}

/** The text that a reader decodes, for tests and previews. Unknown escapes stay as they stand. */
export function decodeQuotedPrintable(encoded: string): string {
  const joined = encoded.replace(/=[ \t]*\r?\n/g, '');
  const bytes = joined.replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
