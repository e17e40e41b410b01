/** Characters that nobody sees, by the names that Unicode gives them: they come with text that was copied. */
const names: ReadonlyMap<number, string> = new Map([
  [0x00ad, 'SOFT HYPHEN'],
  [0x061c, 'ARABIC LETTER MARK'],
  [0x200b, 'ZERO WIDTH SPACE'],
  [0x200c, 'ZERO WIDTH NON-JOINER'],
  [0x200d, 'ZERO WIDTH JOINER'],
  [0x200e, 'LEFT-TO-RIGHT MARK'],
  [0x200f, 'RIGHT-TO-LEFT MARK'],
  [0x202a, 'LEFT-TO-RIGHT EMBEDDING'],
  [0x202b, 'RIGHT-TO-LEFT EMBEDDING'],
  [0x202c, 'POP DIRECTIONAL FORMATTING'],
  [0x202d, 'LEFT-TO-RIGHT OVERRIDE'],
  [0x202e, 'RIGHT-TO-LEFT OVERRIDE'],
  [0x2060, 'WORD JOINER'],
  [0x2066, 'LEFT-TO-RIGHT ISOLATE'],
  [0x2067, 'RIGHT-TO-LEFT ISOLATE'],
  [0x2068, 'FIRST STRONG ISOLATE'],
  [0x2069, 'POP DIRECTIONAL ISOLATE'],
  [0xfeff, 'ZERO WIDTH NO-BREAK SPACE'],
]);

/**
 * The first character of a text that nobody sees (Unicode, general category Cf) and that has no place in an address or
 * the name of a column: `U+200B ZERO WIDTH SPACE`. Null where there is none.
 */
export function invisibleCharacter(text: string): string | null {
  const code = /\p{Cf}/u.exec(text)?.[0].codePointAt(0);
  if (code === undefined) return null;
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `U+${number} ${names.get(code) ?? 'a format character'}`;
}
