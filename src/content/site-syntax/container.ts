/** The quotes and list items that a line stands in, as written at its start. */
const container = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*/;

/** Where the line begins that `at` stands on. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Whether nothing but the marks of quotes and lists stands before `start` on its line, and nothing behind `end`. */
export function isAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(lineStart(text, start), start);
  return container.exec(before)?.[0] === before && text.slice(end, lineEnd(text, end)).trim() === '';
}

/** What the next line has to begin with to stay in the quotes and list items in which `line` begins. */
export function continuationPrefix(line: string): string {
  const marks = container.exec(line)?.[0] ?? '';
  return marks.replace(/[-*+]|(?<!\d)\d+[.)]/g, (mark) => ' '.repeat(mark.length));
}
