import { dressOf } from '../markdown/attribute-list.ts';
import { isAlone, lineEnd, lineStart } from './container.ts';
import { type SiteTag, syntaxTag, type TagReader } from './tag.ts';

const item = /[.#][A-Za-z_][\w:-]*|(?<![\w:-])[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}]+)|[\w-]+|\S/g;
const typedItem = /^(?:[.#][A-Za-z_]|[\w:-]+=)/;
const fenceBefore = /^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?:`{3,}[^`]*|~{3,}.*)$/;
/** kramdown's extensions: a comment, and switches around text that stays. */
const extension =
  /^(?:\{::comment\}[\s\S]*?\{:\/(?:comment)?\}|\{::(?:nomarkdown|options)[^{}\n]*\}|\{:\/(?:nomarkdown|options)?\})/;

/**
 * Attributes, most of them for a web page: kramdown's `{:.class}` on a line of its own or behind a span, and those of Pandoc,
 * Python-Markdown and markdown-it, `{.class #id key=value}`, behind a heading, fence, image or link.
 */
export const attributeList: TagReader = {
  opener: /\{:|\{(?=[ \t]*(?:[.#][A-Za-z_]|[\w-]+=))/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const extended = extension.exec(text.slice(at, at + 20_000))?.[0];
    if (extended !== undefined) return syntaxTag(at, at + extended.length, '');
    const [source, colon, inner = ''] = /^\{(:?)([^{}\n]*)\}/.exec(text.slice(at, at + 500)) ?? [];
    const items: readonly string[] = inner.match(item) ?? [];
    if (source === undefined || items.length === 0) return null;
    const end = at + source.length;
    const before = text.slice(lineStart(text, at), at);
    if (fenceBefore.test(before)) return syntaxTag(at, end, languageOf(before, items));
    const isKramdown = colon === ':';
    if (!items.every((word) => typedItem.test(word) || (isKramdown && /^[\w-]+$/.test(word)))) return null;
    if (!isInPlace(text, at, end, items, isKramdown)) return null;
    // What means something in a mail stays, in the one form that the markdown is read with.
    const dress = dressOf(inner);
    if (dress !== null) return syntaxTag(at, end, `{:.${dress}}`);
    return bracketedSpan(text, at, end) ?? syntaxTag(listOfContents(text, at, items) ?? at, end, '');
  },
};

/**
 * Braces in prose are no attributes: those stand alone on a line, right behind a span, or behind a space at the end of
 * a line. kramdown's colon is sign enough; without it there has to be a class or an id, or a link or image before.
 */
function isInPlace(
  text: string,
  at: number,
  end: number,
  items: readonly string[],
  isKramdown: boolean,
): boolean {
  const startsWithName = /^[.#]/.test(items[0] ?? '');
  if (isAlone(text, at, end)) return isKramdown || startsWithName;
  if (!items.some((word) => typedItem.test(word))) return false;
  const before = text[at - 1] ?? '\n';
  if (before === ')' || (isKramdown && before === '}')) return true;
  if (!isKramdown && !startsWithName) return false;
  if (/[*_`\]"~]/.test(before)) return true;
  const isLast = text.slice(end, lineEnd(text, end)).trim() === '';
  return (isLast && /[ \t]/.test(before)) || (isKramdown && startsItem(text, at));
}

function startsItem(text: string, at: number): boolean {
  return /^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+$/.test(text.slice(lineStart(text, at), at));
}

/** The first class of a fence is the language of the code, unless that is told before. */
function languageOf(before: string, items: readonly string[]): string {
  const isTold = /[^`~\s>]/.test(before.replace(/^[ \t>]*(?:[-*+]|\d+[.)])?/, ''));
  return isTold ? '' : (items.find((word) => word.startsWith('.'))?.slice(1) ?? '');
}

/** Pandoc's `[text]{.class}`: the brackets go with the attributes, unless the text is the name of a link. */
function bracketedSpan(text: string, at: number, end: number): SiteTag | null {
  const line = text.slice(lineStart(text, at), at);
  const [span, inner = ''] = /(?<![\]!\\])\[([^[\]\n]*)\]$/.exec(line) ?? [];
  if (span === undefined || text.toLowerCase().includes(`${span.toLowerCase()}:`)) return null;
  return syntaxTag(at - span.length, end, inner);
}

/** `* TOC` above `{:toc}` only marks where the page lists its headings. */
function listOfContents(text: string, at: number, items: readonly string[]): number | null {
  if (!items.includes('toc')) return null;
  const above = text.slice(0, lineStart(text, at));
  const mark = /(?:^|\n)([ \t]*(?:[-*+]|\d+[.)])[ \t][^\n]*\n)$/.exec(above.slice(-200))?.[1];
  return mark === undefined ? null : above.length - mark.length;
}
