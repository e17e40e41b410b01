/** RFC 5322 section 2.1.1: lines should be no longer than 78 characters; RFC 2047 section 2: 76 with encoded words. */
const maxLine = 76;
/**
 * RFC 2047 section 2: an encoded word is at most 75 characters, of which `=?UTF-8?B?` and `?=` take twelve, and a line
 * with one at most 76, so the name of the field must find room before it.
 */
const maxEncodedText = 60 - 12;
/** Longer words are encoded, which lets them be folded: RFC 5322 section 2.1.1 allows no line over 998. */
const maxPlainWord = 70;

/** True where text can stand in a header as it is: printable ASCII that no reader takes for an encoded word. */
export function isPlainHeaderText(text: string): boolean {
  const isShort = text.split(' ').every((word) => word.length <= maxPlainWord);
  return isShort && /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');
}

/**
 * Unstructured header text, RFC 2047: as it is where it is plain, else encoded words with a space between (which a
 * reader drops). Q where most of it is ASCII, so that the source stays readable, B elsewhere.
 */
export function encodeHeaderText(text: string): string {
  if (isPlainHeaderText(text)) return text;
  const foreign = [...text].filter((character) => character > '\x7e').length;
  const [letter, encode] = foreign * 3 > text.length ? (['B', base64] as const) : (['Q', qEncode] as const);
  return encodedTexts(text, encode)
    .map((encoded) => `=?UTF-8?${letter}?${encoded}?=`)
    .join(' ');
}

/**
 * One header field, folded at white space so that no line is longer than 76 octets where that can be helped
 * (RFC 5322 section 2.2.3), CRLF at the end. The value must be ASCII, or UTF-8 to a relay that offers SMTPUTF8.
 *
 * @throws Error on a line break in the value: callers refuse that where it enters, so here it is our bug.
 */
export function headerField(name: string, value: string): string {
  if (/[\r\n]/.test(value)) throw new Error(`A line break reached the header ${name}.`);
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of value.trimEnd().split(' ')) {
    if (
      Buffer.byteLength(line) + 1 + Buffer.byteLength(word) > maxLine &&
      line !== `${name}:` &&
      line.trim()
    ) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join('\r\n')}\r\n`;
}

/** RFC 5322 section 3.3, in UTC: `Sun, 22 Nov 2026 10:51:00 +0000`. */
export function formatDate(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** Splits between code points: RFC 2047 section 5 forbids a character to be spread over two words. */
function encodedTexts(text: string, encode: (text: string) => string): string[] {
  const whole = encode(text);
  if (whole.length <= maxEncodedText) return [whole];
  const texts: string[] = [];
  let taken = '';
  for (const character of text) {
    if (taken !== '' && encode(taken + character).length > maxEncodedText) {
      texts.push(encode(taken));
      taken = '';
    }
    taken += character;
  }
  return [...texts, encode(taken)];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** RFC 2047 section 4.2, with only the characters that section 5 (3) allows in a phrase left bare. */
const qBytes = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === ' ') return '_';
  const isBare = /[A-Za-z0-9!*+/-]/.test(character);
  return isBare ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

function qEncode(text: string): string {
  return Array.from(Buffer.from(text), (byte) => qBytes[byte]).join('');
}
