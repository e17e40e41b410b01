/** As Gmail counts them: its 102 kB are 104,448 bytes. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} kB`;
}
