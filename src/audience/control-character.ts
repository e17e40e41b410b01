/**
 * What could end a header line of a mail or hide in a name: the controls of Unicode (CR and LF, NUL, the tabulator)
 * and its two line separators.
 */
export function hasControlCharacter(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text);
}
