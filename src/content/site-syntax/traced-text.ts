/** A line of a text that is put together, and the line of the input it comes from, counted from 0. */
export interface TracedLine {
  readonly text: string;
  readonly line: number;
  /** True if something that stood here left nothing behind. */
  readonly isEmptied: boolean;
}

/** At least one line; the lines have no line break of their own. */
export type TracedText = readonly TracedLine[];

/** A piece of the input as it stands, which begins on `firstLine`. */
export function traceSource(text: string, firstLine: number): TracedText {
  return text.split('\n').map((part, index) => ({ text: part, line: firstLine + index, isEmptied: false }));
}

/** What stands in place of something on `line`. */
export function traceAnswer(text: string, line: number): TracedText {
  return text.split('\n').map((part) => ({ text: part, line, isEmptied: text === '' }));
}

export function joinTraced(parts: readonly TracedText[]): TracedText {
  const joined: TracedLine[] = [];
  for (const part of parts) {
    const last = joined.pop();
    const [first, ...rest] = part;
    if (last !== undefined && first !== undefined) joined.push(joinLines(last, first));
    else if (first !== undefined) joined.push(first);
    for (const line of rest) joined.push(line);
  }
  return joined;
}

function joinLines(one: TracedLine, other: TracedLine): TracedLine {
  return {
    text: one.text + other.text,
    line: one.text === '' ? other.line : one.line,
    isEmptied: one.isEmptied || other.isEmptied,
  };
}

/** Puts `prefix` before every line but the first, which continues a line that has one already. */
export function prefixLines(text: TracedText, prefix: string): TracedText {
  if (prefix === '') return text;
  return text.map((line, index) => (index === 0 ? line : { ...line, text: prefix + line.text }));
}

/**
 * What stands between two tags, free of the quote or list it stands in (`prefix`, as on the lines below the first), of
 * blank lines around it and of indentation, which would make it code.
 */
export function unwrapContent(content: TracedText, prefix: string): TracedText {
  const bare = content.map((line, index) =>
    index === 0 ? line : { ...line, text: withoutPrefix(line.text, prefix) },
  );
  const startsInline = bare[0]?.text.trim() !== '';
  const kept = trimBlankLines(bare);
  const indents = kept.filter((line, index) => line.text.trim() !== '' && !(startsInline && index === 0));
  const indent = Math.min(...indents.map((line) => line.text.length - line.text.trimStart().length));
  return kept.map((line, index) => {
    return { ...line, text: startsInline && index === 0 ? line.text : line.text.slice(indent) };
  });
}

/** Without the blank lines at its start and end; one empty line if it is all blank. */
export function trimBlankLines(text: TracedText): TracedText {
  const isText = (line: TracedLine) => line.text.trim() !== '';
  const kept = text.slice(text.findIndex(isText), text.findLastIndex(isText) + 1);
  if (kept.length > 0) return kept;
  return [{ text: '', line: text[0]?.line ?? 0, isEmptied: true }];
}

function withoutPrefix(text: string, prefix: string): string {
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  const marks = prefix.trimEnd();
  if (marks !== '' && text.startsWith(marks)) return text.slice(marks.length);
  const spaces = text.length - text.trimStart().length;
  return text.slice(Math.min(spaces, prefix.length));
}

/** The text and its line numbers, which never go back; lines that only held what is gone are gone. */
export function printTraced(text: TracedText): { markdown: string; lines: readonly number[] } {
  const kept = text.filter((line) => !(line.isEmptied && line.text.trim() === ''));
  const shown = kept.length > 0 ? kept : [{ text: '', line: text[0]?.line ?? 0 }];
  let furthest = 0;
  const lines = shown.map(({ line }) => {
    furthest = Math.max(furthest, line);
    return furthest;
  });
  return { markdown: shown.map((line) => line.text).join('\n'), lines };
}
