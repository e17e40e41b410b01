/** Text from a relay or a library for one line of a terminal: whatever could move the cursor or colour it is gone. */
export function oneLine(text: string): string {
  return text
    .trim()
    .replace(/\r?\n/g, ' / ')
    .replace(/\p{Cc}/gu, '');
}
