import { continuationPrefix, isAlone, lineEnd, lineStart } from './container.ts';
import { joinTraced, prefixLines, type TracedText, traceAnswer } from './traced-text.ts';

/** What stands in place of a tag and, if it has an end tag, of all up to that. */
export interface Replacement {
  readonly content: TracedText;
  /** `block`: always on lines of its own. `either`: a block where the tag stands alone on its lines. */
  readonly layout: 'inline' | 'either' | 'block';
}

/** Puts a replacement where the tag stood: below the marks of its quote or list, and blocks apart from text. */
export function placeReplacement(
  text: string,
  start: number,
  end: number,
  replacement: Replacement,
): TracedText {
  const { content, layout } = replacement;
  const prefix = continuationPrefix(text.slice(lineStart(text, start), start));
  const alone = isAlone(text, start, end);
  if (layout === 'inline' || (layout === 'either' && !alone)) return prefixLines(content, prefix);
  const { above, below } = alone ? linesAround(text, start, end) : restOfLines(text, start, end);
  const gap = alone ? '\n' : '\n\n';
  const parts = [
    ...(above.trim() === '' ? [] : [traceAnswer(gap, content[0]?.line ?? 0)]),
    content,
    ...(below.trim() === '' ? [] : [traceAnswer(gap, content.at(-1)?.line ?? 0)]),
  ];
  return prefixLines(joinTraced(parts), prefix);
}

function restOfLines(text: string, start: number, end: number) {
  return { above: text.slice(lineStart(text, start), start), below: text.slice(end, lineEnd(text, end)) };
}

function linesAround(text: string, start: number, end: number) {
  const first = lineStart(text, start);
  const next = lineEnd(text, end) + 1;
  // The first block of a list item or quote has its marks before it and nothing above.
  const isFirst = text.slice(first, start).trim() !== '';
  return {
    above: isFirst ? '' : text.slice(lineStart(text, first - 1), first),
    below: text.slice(next, lineEnd(text, next)),
  };
}
