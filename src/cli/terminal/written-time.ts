/** `2026-11-22 17:40 UTC`: sortable, and the same wherever it is read. */
export function writtenTime(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
