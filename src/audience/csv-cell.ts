/**
 * A cell as RFC 4180 has it. One that begins like a formula is one to a spreadsheet, so it gets an apostrophe before it, as
 * one that begins with an apostrophe does: {@link unguardCell} takes exactly that off.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r']/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function unguardCell(cell: string): string {
  return /^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell;
}
