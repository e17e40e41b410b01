/**
 * What a stranger wrote, as the database takes it: neither text nor JSON of PostgreSQL holds NUL, and JSON no half of a
 * surrogate pair, which a cut can leave.
 */
export function storableText(text: string, maxLength: number): string {
  return Buffer.from(text.replaceAll('\0', '').slice(0, maxLength)).toString();
}
