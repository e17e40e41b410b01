/** A cell as a fault shows it: where it begins and ends can be seen, and a long one is cut. */
export function quoteCell(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}
