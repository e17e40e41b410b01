import { lineFeeds } from '../markdown/locate-tokens.ts';
import { decodeReferences } from './allowlist.ts';
import { attributes } from './tag-pattern.ts';

export interface HtmlTag {
  /** As written; HTML's own names are in lower case, whatever the author wrote. */
  readonly name: string;
  readonly closing: boolean;
  /** By name in lower case, character references decoded; empty where no value is given. */
  readonly attributes: ReadonlyMap<string, string>;
  /** How many lines below the start of the HTML the tag begins. */
  readonly line: number;
  /** The HTML between this tag and the next `</name>`, or null where there is none. */
  readonly inside: string | null;
}

/** Comments, and elements whose content is no HTML (HTML Standard, 13.1.2), go by as a whole. */
const tag = new RegExp(
  `<!--[\\s\\S]*?(?:-->|$)|<(script|style|textarea)\\b(${attributes})>[\\s\\S]*?(?:</\\1\\s*>|$)|<(/?)([a-z][\\w:.-]*)(?![\\w:.-])(${attributes})>`,
  'gi',
);
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/** The tags of a piece of raw HTML, in order; never judges whether they pair up. */
export function htmlTags(html: string): HtmlTag[] {
  let at = 0;
  let line = 0;
  return [...html.matchAll(tag)].flatMap((match) => {
    line += lineFeeds(html.slice(at, match.index));
    at = match.index;
    const [whole, swallowing, swallowed, slash = '', name = swallowing, written = swallowed] = match;
    if (name === undefined) return [];
    return [
      {
        name,
        closing: slash === '/',
        attributes: readAttributes(written ?? ''),
        line,
        inside: insideOf(html, match.index + whole.length, name),
      },
    ];
  });
}

function readAttributes(text: string): Map<string, string> {
  const read = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(attribute)) {
    const key = name.toLowerCase();
    if (!read.has(key)) read.set(key, decodeReferences(double ?? single ?? bare ?? ''));
  }
  return read;
}

function insideOf(html: string, from: number, name: string): string | null {
  const end = html.indexOf(`</${name}`, from);
  return end < 0 ? null : html.slice(from, end);
}
