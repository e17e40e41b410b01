export interface Fence {
  readonly mark: string;
  readonly format: 'yaml' | 'toml' | 'json' | null;
  readonly language: string;
  /** Where the first line behind the opening fence begins. */
  readonly fieldsStart: number;
  /** Where the closing fence begins; -1 if there is none. */
  readonly fieldsEnd: number;
  /** Where the text behind the closing fence begins; -1 if the fence is never closed. */
  readonly bodyStart: number;
}

/** Without a byte order mark, and with one kind of line end; a file of carriage returns alone has lines, too. */
export function unifyLines(fileText: string): string {
  const text = fileText.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  return text.includes('\n') ? text : text.replaceAll('\r', '\n');
}

/** Blank lines, and comments such as a licence, before what is the front matter. */
export const beforeFence = /^(?:[ \t]*(?:<!--(?:(?!-->)[\s\S])*-->[ \t]*)?\n)*/;

/** A longer run of dashes is a rule; as a pattern for the closing fence it would also exhaust the regular expressions. */
const openingFence = /^(-{3,80}(?!-)|\+{3})[ \t]*(?:([A-Za-z]+)[ \t]*)?(?:\n|$)/;

/** True if the front matter of the file does not end within this part of it, so that more of it must be read. */
export function isCutFrontMatter(partOfFile: string): boolean {
  const text = unifyLines(partOfFile);
  const fence = readFence(text.slice(beforeFence.exec(text)?.[0].length ?? 0));
  return fence !== null && fence.bodyStart < 0;
}

/** The fence that opens the text, or null if it opens with none. */
export function readFence(text: string): Fence | null {
  if (/^\{\s*"/.test(text)) return readBraces(text);
  const opening = openingFence.exec(text);
  const mark = opening?.[1];
  if (opening === null || mark === undefined) return null;
  const language = opening[2]?.toLowerCase() ?? '';
  const format = mark.startsWith('+') ? 'toml' : formatOf(language);
  const ends = mark === '---' && format === 'yaml' ? `(?:---|\\.{3})` : mark.replaceAll('+', '\\+');
  const closing = new RegExp(`^${ends}[ \\t]*(?:\\n|$)`, 'gm');
  closing.lastIndex = opening[0].length;
  const found = closing.exec(text);
  return {
    mark,
    language,
    fieldsStart: opening[0].length,
    format,
    fieldsEnd: found?.index ?? -1,
    bodyStart: found === null ? -1 : closing.lastIndex,
  };
}

/** Hugo's JSON, whose own braces are the fence. */
function readBraces(text: string): Fence {
  const end = endOfBraces(text);
  const lineEnd = end < 0 ? null : /[ \t]*(?:\n|$)/y;
  if (lineEnd !== null) lineEnd.lastIndex = end;
  const isClosed = lineEnd?.test(text) === true;
  return {
    mark: '}',
    language: 'json',
    fieldsStart: 0,
    format: 'json',
    fieldsEnd: isClosed ? end : -1,
    bodyStart: isClosed ? (lineEnd?.lastIndex ?? -1) : -1,
  };
}

function endOfBraces(text: string): number {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}]/g)) {
    if (part === '{') depth += 1;
    if (part === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return -1;
}

function formatOf(language: string): Fence['format'] {
  if (language === '' || language === 'yaml' || language === 'yml') return 'yaml';
  return language === 'toml' || language === 'json' ? language : null;
}
