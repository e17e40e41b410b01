const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 section 6 without padding, in lower case, since mail systems on the way change the case of local parts. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31];
}

/**
 * The bytes of a text in either case, or null for another alphabet. Bits that make no whole byte are left out, so only
 * texts of whole groups of eight characters have no second spelling.
 */
export function readBase32(text: string): Buffer | null {
  if (!/^[a-z2-7]*$/i.test(text)) return null;
  const bytes = Buffer.alloc((text.length * 5) >> 3);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const character of text.toLowerCase()) {
    held = (held << 5) | alphabet.indexOf(character);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.writeUInt8((held >> bits) & 255, at++);
    held &= (1 << bits) - 1;
  }
  return bytes;
}
