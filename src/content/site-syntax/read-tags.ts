import { mdxComment, mdxExpression } from './mdx-expression.ts';
import { importOpener, mdxStatement } from './mdx-statement.ts';
import type { SiteTag, TagReader, TagScope } from './tag.ts';
import { mergeTag, pelicanAddress, siteAddress } from './tag-address.ts';
import { attributeList } from './tag-attributes.ts';
import { alertMark, directiveTag, indentedAdmonition, pageLine } from './tag-block.ts';
import { findPlaces, type Place, type Span } from './tag-code.ts';
import { elementTag, fragmentTag, jsxHtml } from './tag-element.ts';
import { fencedDirective, roleTag } from './tag-myst.ts';
import { readEscapedTag, templateTag } from './tag-template.ts';
import { noteComment, wikiLink } from './tag-wiki.ts';

/** Where two of them could begin at the same place, the first that can read what stands there has it. */
const readers: readonly TagReader[] = [
  ...[mdxStatement, directiveTag, alertMark, indentedAdmonition, pageLine],
  ...[mdxComment, templateTag, attributeList, pelicanAddress, siteAddress, mergeTag],
  ...[fencedDirective, roleTag, wikiLink, noteComment],
  ...[jsxHtml, elementTag, fragmentTag, mdxExpression],
];

const openersOfMarkdown = openersOf(readers.filter((reader) => !reader.isMdxOnly));
const openersOfMdx = openersOf(readers);
const openerOf = new Map(readers.map((reader) => [reader, new RegExp(reader.opener, 'my')]));
const vectorImage = /<\/?(?:svg|math)\b/gi;

/** Whether an import of JavaScript outside code makes this MDX. */
export function hasImport(markdown: string): boolean {
  const imports = spansOf(markdown, importOpener);
  return imports.length > 0 && findPlaces(markdown, imports, true).includes('text');
}

/** Where a tag may begin. */
export function findOpeners(text: string, isMdx: boolean): readonly Span[] {
  const images = findVectorImages(text);
  let image = 0;
  return spansOf(text, isMdx ? openersOfMdx : openersOfMarkdown).filter(({ start }) => {
    while ((images[image]?.end ?? Number.POSITIVE_INFINITY) <= start) image += 1;
    return start < (images[image]?.start ?? Number.POSITIVE_INFINITY) && !isEscaped(text, start);
  });
}

/** SVG and MathML have elements of their own, which are the sanitiser's to judge. */
function findVectorImages(text: string): readonly Span[] {
  const images: Span[] = [];
  let start: number | null = null;
  for (const { 0: tag, index } of text.matchAll(vectorImage)) {
    if (!tag.startsWith('</')) start ??= index;
    else if (start !== null) {
      images.push({ start, end: index });
      start = null;
    }
  }
  return images;
}

function spansOf(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}

/** An odd number of backslashes: the author wants the sign itself. */
function isEscaped(text: string, at: number): boolean {
  return (/(?<!\\)\\*$/.exec(text.slice(Math.max(0, at - 100), at))?.[0].length ?? 0) % 2 === 1;
}

function openersOf(among: readonly TagReader[]): RegExp {
  return new RegExp(among.map(({ opener }) => opener.source).join('|'), 'gm');
}

/** The tag at `at`, as far as tags count in such a place. */
export function readAt(text: string, at: number, place: Place, scope: TagScope): SiteTag | null {
  if (typeof place === 'number') return readEscapedTag(text, at);
  if (place === 'info') return readFirst([fencedDirective, attributeList], text, at, scope);
  // HTML that is code is printed as it stands, but an unknown element would vanish from it.
  if (place === 'html-code') return readEscapedTag(text, at) ?? readFirst([elementTag], text, at, scope);
  return readFirst(readers, text, at, scope);
}

function readFirst(among: readonly TagReader[], text: string, at: number, scope: TagScope): SiteTag | null {
  for (const reader of among) {
    if (reader.isMdxOnly && !scope.isMdx) continue;
    const opener = openerOf.get(reader);
    const tag = opener !== undefined && matchesAt(opener, text, at) ? reader.read(text, at, scope) : null;
    if (tag !== null) return tag;
  }
  return null;
}

export function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
