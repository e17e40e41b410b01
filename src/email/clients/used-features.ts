import { CssSyntaxError } from 'postcss';
import { type CssUse, cssFeatures } from './css-features.ts';
import { tagFeatures } from './html-features.ts';
import { type HtmlParts, readHtml } from './html-parts.ts';

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
  for (const { slug, line } of everyUse(readHtml(html))) {
    const before = uses.get(slug) ?? { line, times: 0 };
    uses.set(slug, { slug, line: Math.min(line, before.line), times: before.times + 1 });
  }
  return uses;
}

function* everyUse({ tags, sheets }: HtmlParts): Generator<{ slug: string; line: number }> {
  const featuresOf = cssReader();
  for (const { line, ...tag } of tags) {
    for (const slug of tagFeatures(tag)) yield { slug, line };
    for (const { slug } of featuresOf(tag.attributes['style'] ?? '')) yield { slug, line };
  }
  for (const sheet of sheets)
    for (const { slug, line } of featuresOf(sheet.css)) yield { slug, line: sheet.line + line - 1 };
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
