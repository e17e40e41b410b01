import { Parser } from 'htmlparser2';
import { CssSyntaxError } from 'postcss';
import { type CssUse, cssFeatures } from './css-features.ts';
import { tagFeatures } from './html-features.ts';

/** Where an email uses a feature first, and how often in all. */
export interface FeatureUse {
  /** As a slug of caniemail.com, which may not have it. */
  readonly slug: string;
  /** The first line of the HTML that uses it, counted from 1. */
  readonly line: number;
  readonly times: number;
}

/**
 * Every feature that an email asks of the client that shows it. What stands in a conditional comment is written for
 * Outlook on Windows alone and not counted; nor is CSS that cannot be parsed.
 */
export function usedFeatures(html: string): Map<string, FeatureUse> {
  const uses = new Map<string, FeatureUse>();
  const lineAt = lineFinder(html);
  const note = (slug: string, line: number): void => {
    const before = uses.get(slug);
    uses.set(slug, { slug, line: before?.line ?? line, times: (before?.times ?? 0) + 1 });
  };
  const readCss = cssReader();
  walkHtml(html, {
    tag: (name, attributes, offset) => {
      const line = lineAt(offset);
      for (const slug of tagFeatures({ name, attributes })) note(slug, line);
      for (const { slug } of readCss(attributes['style'] ?? '')) note(slug, line);
    },
    style: (css, offset) => {
      const first = lineAt(offset);
      for (const { slug, line } of readCss(css)) note(slug, first + line - 1);
    },
  });
  return uses;
}

interface HtmlWalk {
  tag(name: string, attributes: Readonly<Record<string, string>>, offset: number): void;
  style(css: string, offset: number): void;
}

function walkHtml(html: string, walk: HtmlWalk): void {
  let style: { css: string; offset: number } | null = null;
  const parser = new Parser({
    onopentag(name, attributes) {
      walk.tag(name, attributes, parser.startIndex);
      if (name === 'style') style = { css: '', offset: parser.endIndex };
    },
    ontext(text) {
      if (style !== null) style.css += text;
    },
    onclosetag() {
      if (style !== null) walk.style(style.css, style.offset);
      style = null;
    },
  });
  parser.end(html);
}

/** An email repeats the same few styles hundreds of times. */
function cssReader(): (css: string) => readonly CssUse[] {
  const known = new Map<string, readonly CssUse[]>([['', []]]);
  return (css) => {
    const uses = known.get(css) ?? readableFeatures(css);
    known.set(css, uses);
    return uses;
  };
}

function readableFeatures(css: string): readonly CssUse[] {
  try {
    return cssFeatures(css);
  } catch (error) {
    if (error instanceof CssSyntaxError) return [];
    throw error;
  }
}

/** The line of an offset, for offsets that only grow. */
function lineFinder(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}
