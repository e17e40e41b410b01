/**
 * The text in the form the rules read: compatibility forms folded (NFKC), digits of every script as ASCII digits,
 * signs without width (joiners, direction marks, emoji variation) removed. Case is kept.
 */
export function foldText(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .replaceAll(/\p{No}/gu, (sign) => (/[⁄/]/.test(sign.normalize('NFKC')) ? ' ' : sign))
    .normalize('NFKC')
    .replaceAll(/\p{Cf}|\p{Me}|\uFE0E|\uFE0F/gu, '')
    .replaceAll(/\p{Nd}/gu, asciiDigit);
}

/** Unicode keeps the ten digits of a script together and in order (Unicode Standard, section 4.6). */
function asciiDigit(digit: string): string {
  if (digit >= '0' && digit <= '9') return digit;
  let value = 0;
  const codePoint = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return String(value);
}
