/** A comment that nothing closes, which begins on `line`, counted from 0. */
export interface OpenComment {
  readonly line: number;
  /** Its first words. */
  readonly source: string;
}

export interface HiddenComments {
  readonly markdown: string;
  /** For each line of the result, the line of the input it comes from, counted from 0; they never go back. */
  readonly lines: readonly number[];
  readonly open: OpenComment | null;
}

/** What a comment leaves: it ends a paragraph or a list where it stood alone in a line, and is nothing within one. */
const trace = '<!-- -->';
const fence = /(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})/y;
/** The signs of the quotes and lists that a line stands in. */
const container = /[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*/y;
const listMark = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
/** What may begin something in a line. */
const sign = /\\|`+|<!--|\n/g;
const blankLine = /\n[ \t>]*\n/;
/** No author writes a longer span of code. */
const longestCode = 2000;
/** HTML Standard, section 13.2.5.43 and those after it: what follows `<!--` at once, or comes anywhere later. */
const emptyComment = /-?>/y;
const commentEnd = /--!?>/g;

/**
 * Hides comments before any markdown is read: to a browser `<!--` reaches to `-->`, to markdown only to the end of a
 * paragraph, a heading or an item, and what stands behind that would be printed. So of such a comment one line is left,
 * that markdown reads as the browser does; all others are as they were. What nothing closes is hidden to the end of the
 * text. In code nothing is a comment.
 */
export function hideComments(text: string): HiddenComments {
  if (!text.includes('<!--')) return { markdown: text, lines: numbers(text), open: null };
  const spans = findComments(text);
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(done, start), trace);
    done = end;
  }
  parts.push(text.slice(done));
  const last = spans.at(-1);
  const open =
    last?.isOpen === true
      ? { line: countLines(text, last.start), source: text.slice(last.start, last.start + 60) }
      : null;
  return { markdown: parts.join(''), lines: linesOf(text, spans), open };
}

interface CommentSpan {
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
}

/** The comments that markdown would not read as a browser does. */
function findComments(text: string): CommentSpan[] {
  const found: CommentSpan[] = [];
  const reader = { inList: false, afterBlank: true };
  let at = 0;
  while (at < text.length) {
    const isLineStart = at === 0 || text[at - 1] === '\n';
    const next = isLineStart ? skipBlock(text, at, reader) : at;
    if (next !== at) {
      at = next;
      continue;
    }
    sign.lastIndex = at;
    const match = sign.exec(text);
    if (match === null) break;
    if (match[0] !== '<!--') {
      at = afterSign(text, match[0], match.index);
      continue;
    }
    const comment = commentAt(text, match.index);
    if (comment.isOpen || isMisread(text, comment, reader.inList)) found.push(comment);
    at = comment.end;
  }
  return found;
}

/** CommonMark 4.6: one that begins a line, and is in no list or quote, is a block up to its end. */
function isMisread(text: string, { start, end }: CommentSpan, inList: boolean): boolean {
  if (text.startsWith('--!>', end - 4)) return true;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const isBlock = inList ? before === '' : /^ {0,3}$/.test(before);
  return !isBlock && text.slice(start, end).includes('\n');
}

function commentAt(text: string, start: number): CommentSpan {
  emptyComment.lastIndex = start + 4;
  const empty = emptyComment.exec(text);
  if (empty !== null) return { start, end: emptyComment.lastIndex, isOpen: false };
  commentEnd.lastIndex = start + 4;
  return commentEnd.test(text)
    ? { start, end: commentEnd.lastIndex, isOpen: false }
    : { start, end: text.length, isOpen: true };
}

/** Where to read on behind a sign that begins no comment. */
function afterSign(text: string, found: string, index: number): number {
  if (found === '\\') return index + (text[index + 1] === '\n' ? 1 : 2);
  if (found === '\n') return index + 1;
  const start = index + found.length;
  const ahead = text.slice(start, start + longestCode).split(blankLine, 1)[0] ?? '';
  const end = new RegExp(`(?<!\`)${found}(?!\`)`).exec(ahead);
  return end === null ? start : start + end.index + found.length;
}

/** The end of the code that a line begins, or of the line itself if it is code; `at` if it is neither. */
function skipBlock(text: string, at: number, reader: { inList: boolean; afterBlank: boolean }): number {
  const lineEnd = endOfLine(text, at);
  const line = text.slice(at, lineEnd);
  const isBlank = line.trim() === '';
  const isIndented = /^(?: {4}| {0,3}\t)/.test(line);
  const { afterBlank } = reader;
  if (listMark.test(line)) reader.inList = true;
  else if (afterBlank && !isBlank && /^\S/.test(line)) reader.inList = false;
  if (isIndented && afterBlank && !reader.inList && !isBlank) return lineEnd + 1;
  reader.afterBlank = isBlank;
  container.lastIndex = at;
  container.exec(text);
  fence.lastIndex = container.lastIndex;
  const mark = fence.exec(text)?.[1];
  if (mark === undefined || (isIndented && !reader.inList)) return at;
  const close = new RegExp(`^[ \\t>]*${mark[0]}{${mark.length},}[ \\t]*$`, 'gm');
  close.lastIndex = lineEnd;
  return close.test(text) ? endOfLine(text, close.lastIndex) + 1 : text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function numbers(text: string): number[] {
  return text.split('\n').map((_, index) => index);
}

function countLines(text: string, end: number): number {
  return text.slice(0, end).split('\n').length - 1;
}

/** A line that is joined of two is where the second of them ends, if the first holds nothing but the comment. */
function linesOf(text: string, spans: readonly CommentSpan[]): number[] {
  const lines = [0];
  let line = 0;
  let done = 0;
  const pass = (until: number): void => {
    for (let at = text.indexOf('\n', done); at >= 0 && at < until; at = text.indexOf('\n', at + 1)) {
      line += 1;
      lines.push(line);
    }
    done = until;
  };
  for (const { start, end } of spans) {
    pass(start);
    line += countLines(text.slice(start, end), end - start);
    done = end;
  }
  pass(text.length);
  return lines;
}
