/**
 * One header field in relaxed form, RFC 6376 section 3.4.2, without the CRLF at its end. White space is space and tab
 * only: a no-break space in a UTF-8 field (RFC 6532) is a character like any other.
 */
export function relaxField(field: string): string {
  const colon = field.indexOf(':');
  const name = field.slice(0, colon).replace(/(?<![ \t])[ \t]+$/, '');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '');
  return `${name.toLowerCase()}:${value}`;
}

/** Whole lines of a body in relaxed form, RFC 6376 section 3.4.4 (a): each one by itself, so the text may be any part. */
export function relaxLines(lines: string): string {
  return lines.replace(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n');
}

/**
 * The end of a body in relaxed form: also without the empty lines it ends in, and with the CRLF that its last line may
 * lack, section 3.4.4 (b). Of a body that is nothing but empty lines nothing is left.
 */
export function relaxLastLines(lines: string): string {
  const relaxed = relaxLines(`${lines}\r\n`);
  let end = relaxed.length;
  while (end > 0 && relaxed.startsWith('\r\n', end - 2)) end -= 2;
  return end === 0 ? '' : `${relaxed.slice(0, end)}\r\n`;
}
