import { encodeBase64Lines } from './base64-lines.ts';
import { headerField } from './header.ts';

/** RFC 5322 section 2.1.1. */
const maxLine = 998;

/**
 * A message as a part of another, its header and the empty line included, CRLF at the end: as `message/rfc822` (RFC 2046
 * section 5.2.1), which knows no encoding of its own, or, where it is not plain enough for every relay, as a file that
 * mail programs open as the same.
 */
export function enclosedMessage(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/);
  const isPlain = lines.every((line) => line.length <= maxLine && /^[\t\x20-\x7e]*$/.test(line));
  if (!isPlain) {
    const type = 'application/octet-stream; name="letter.eml"';
    return partHead(type, 'base64') + encodeBase64Lines(Buffer.from(bytes));
  }
  const text = lines.join('\r\n');
  return partHead('message/rfc822', '7bit') + (text.endsWith('\r\n') ? text : `${text}\r\n`);
}

function partHead(type: string, encoding: string): string {
  return (
    headerField('Content-Type', type) +
    headerField('Content-Transfer-Encoding', encoding) +
    headerField('Content-Disposition', 'attachment; filename="letter.eml"') +
    '\r\n'
  );
}
