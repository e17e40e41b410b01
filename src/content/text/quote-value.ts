/** A value of the editor's as a message quotes it: on one line, at most 80 letters, nothing that moves a cursor. */
export function quoteValue(text: string): string {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
  return shown.replaceAll(
    /[\p{Cc}\u2028\u2029]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
