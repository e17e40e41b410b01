const lineEnd = Buffer.from('\r\n');
const lineStartingWithDot = Buffer.from('\r\n.');
const dot = lineStartingWithDot.subarray(2);

/**
 * A message as it follows DATA: every line that begins with a dot gets another (RFC 5321 section 4.5.2), and the last
 * line is ended. The final dot is left to the caller. A message that needs neither is given back as it is.
 *
 * @param message with CRLF line ends
 */
export function dataLines(message: Buffer): Buffer {
  const parts: Buffer[] = message[0] === dot[0] ? [dot] : [];
  let from = 0;
  for (let at = message.indexOf(lineStartingWithDot); at >= 0; ) {
    parts.push(message.subarray(from, at + lineStartingWithDot.length), dot);
    from = at + lineStartingWithDot.length;
    at = message.indexOf(lineStartingWithDot, from);
  }
  const isEnded = message.length === 0 || message.subarray(-lineEnd.length).equals(lineEnd);
  if (parts.length === 0 && isEnded) return message;
  return Buffer.concat([...parts, message.subarray(from), ...(isEnded ? [] : [lineEnd])]);
}
