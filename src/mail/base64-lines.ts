/** RFC 2045 section 6.8: at most 76 characters on a line. */
const columns = 76;

/** Bytes as base64 in whole lines, CRLF at the end of each; without bytes nothing. */
export function encodeBase64Lines(bytes: Buffer): string {
  const encoded = bytes.toString('base64');
  let lines = '';
  for (let at = 0; at < encoded.length; at += columns) lines += `${encoded.slice(at, at + columns)}\r\n`;
  return lines;
}

/** How long {@link encodeBase64Lines} of so many bytes is. */
export function base64LinesLength(bytes: number): number {
  const characters = 4 * Math.ceil(bytes / 3);
  return characters + 2 * Math.ceil(characters / columns);
}
