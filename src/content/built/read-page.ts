import { unescapeHtml } from '../text/html-escape.ts';
import { plainWords } from './page-words.ts';

/** What of a built page may be something of an issue. */
export interface BuiltPage {
  /** As {@link plainWords}: its title and its headings of the first level. */
  readonly titles: readonly string[];
  /** `<link rel="canonical">` as it is written; null where there is none. */
  readonly canonical: string | null;
  readonly images: readonly PageReference[];
  readonly links: readonly PageReference[];
}

export interface PageReference {
  /** As written in the page. */
  readonly address: string;
  /** The words of the link, the alternative text of the image; {@link plainWords}. */
  readonly text: string;
}

const element = /<(img|a|link|title|h1)(?=[\s>])((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const passed = /<!--[\s\S]*?(?:-->|$)|<(script|style|template)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
/** The words of a link longer are a card of a list. */
const longestText = 2_000;

/** Reads a built page as far as an issue needs it; never throws. */
export function readPage(source: string): BuiltPage {
  const html = source.replaceAll(passed, ' ');
  const found = [...html.matchAll(element)].map(({ 0: whole, 1: name = '', 2: written = '', index }) => ({
    name: name.toLowerCase(),
    attributes: readAttributes(written),
    text: () => textInside(html, index + whole.length, name),
  }));
  const of = (...names: readonly string[]) => found.filter(({ name }) => names.includes(name));
  const canonical = of('link').find(({ attributes }) => attributes.get('rel')?.toLowerCase() === 'canonical');
  return {
    titles: of('title', 'h1').map(({ text }) => text()),
    canonical: canonical?.attributes.get('href') ?? null,
    images: of('img').map(({ attributes }) => ({
      address: sourceOf(attributes),
      text: plainWords(attributes.get('alt') ?? ''),
    })),
    links: of('a').map(({ attributes, text }) => ({ address: attributes.get('href') ?? '', text: text() })),
  };
}

/** A picture that is loaded late has something else in its place at first. */
function sourceOf(attributes: ReadonlyMap<string, string>): string {
  const source = attributes.get('src') ?? '';
  return source === '' || source.startsWith('data:') ? (attributes.get('data-src') ?? '') : source;
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(attribute)) {
    if (!read.has(name.toLowerCase()))
      read.set(name.toLowerCase(), unescapeHtml(double ?? single ?? bare ?? ''));
  }
  return read;
}

function textInside(html: string, from: number, name: string): string {
  const text = html.slice(from, from + longestText);
  const end = text.search(new RegExp(`</${name}\\b`, 'i'));
  return plainWords(unescapeHtml((end < 0 ? '' : text.slice(0, end)).replaceAll(/<[^<>]*>/g, ' ')));
}
