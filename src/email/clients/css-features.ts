import postcss, { type AtRule, type ChildNode, type Declaration, type Rule } from 'postcss';
import { imageFeature } from './html-features.ts';
import { selectorFeatures } from './selector-features.ts';

/** One use of a feature in a piece of CSS. */
export interface CssUse {
  /** As a slug of caniemail.com, which may not have it. */
  readonly slug: string;
  /** The line of the CSS, counted from 1. */
  readonly line: number;
}

type Patterns = readonly (readonly [pattern: RegExp, slug: string])[];

/** Properties that caniemail.com tests under another name than their own; the first that matches counts. */
const groupedProperties: Patterns = [
  [/^--.*/, 'css-variables'],
  [/^border-(?:start|end)-(?:start|end)-radius$/, 'css-border-radius-logical'],
  [/^border-(?:\w+-)*radius$/, 'css-border-radius'],
  [/^border-(?:inline|block)$/, 'css-border-inline-block'],
  [/^border-(?:inline|block)-(?:start|end)-\w+$/, 'css-border-inline-block-longhand'],
  [/^border-(?:inline|block)-\w+$/, 'css-border-inline-block-individual'],
  [/^border-image-\w+$/, 'css-border-image'],
  [/^border-(?:top|right|bottom|left|color|style|width)(?:-\w+)?$/, 'css-border'],
  [/^(margin|padding)-(block|inline)-(?:start|end)$/, 'css-$1-$2-start-end'],
  [/^(margin|padding)-(?:inline|block)$/, 'css-$1-inline-block'],
  [/^(margin|padding)-\w+$/, 'css-$1'],
  [/^(?:left|right|top|bottom)$/, 'css-left-right-top-bottom'],
  [/^inset-.*/, 'css-inset'],
  [/^block-size$/, 'css-block-inline-size'],
  [/^(animation|transition|overflow|grid-template|scroll-snap)-.*/, 'css-$1'],
  [/^(?:row-|column-)?gap$/, 'css-gap'],
  [/^(?:columns|column-(?!count).*)$/, 'css-column-layout-properties'],
  [/^text-emphasis-(?!position).*/, 'css-text-emphasis'],
  [/^outline-(?!offset).*/, 'css-outline'],
];

const valuePatterns: Patterns = [
  [/\bcalc\(/g, 'css-unit-calc'],
  [/\b(clamp|max|min|light-dark)\(/g, 'css-function-$1'],
  [/\b(rgba?)\(/g, 'css-$1'],
  [/\b(?:repeating-)?((?:linear|radial|conic)-gradient)\(/g, 'css-$1'],
  [/\b(?:ok)?(?:lch|lab)\(/g, 'css-modern-color'],
  [/\bvar\(/g, 'css-variables'],
  [/\b(?:fit|min|max)-content\b/g, 'css-intrinsic-size'],
  [/^initial$/g, 'css-unit-initial'],
  [/(?<![\w#-])[-+]?(?:\d*\.)?\d+%/g, 'css-unit-percent'],
  [/(?<![\w#-])[-+]?(?:\d*\.)?\d+([a-z]+)/g, 'css-unit-$1'],
];

const keywordPatterns: Readonly<Record<string, Patterns>> = {
  display: [[/^(?:inline-)?(none|flex|grid)$/g, 'css-display-$1']],
  'font-family': [[/\b(?:system-ui|ui-[a-z]+)\b/g, 'css-sytem-ui']],
};

const mediaPatterns: Patterns = [
  [/\b(prefers-color-scheme|prefers-reduced-motion|orientation)\b/g, 'css-at-media-$1'],
  [/\((?:any-)?hover\b/g, 'css-at-media-hover'],
  [/\b(?:min-|max-)?device-pixel-ratio\b/g, 'css-at-media-device-pixel-ratio'],
];

/**
 * What a style sheet, or the value of a `style` attribute, uses. Vendor properties (`mso-…`, `-webkit-…`) are written
 * for one client and judged in none.
 * @throws CssSyntaxError where the CSS cannot be parsed
 */
export function cssFeatures(css: string): CssUse[] {
  const found: CssUse[] = [];
  postcss.parse(css).walk((node) => {
    const line = node.source?.start?.line ?? 1;
    for (const slug of nodeFeatures(node)) found.push({ slug, line });
  });
  return found;
}

function nodeFeatures(node: ChildNode): string[] {
  switch (node.type) {
    case 'decl':
      return declarationFeatures(node);
    case 'rule':
      return ruleFeatures(node);
    case 'atrule':
      return atRuleFeatures(node);
    default:
      return ['css-comments'];
  }
}

function declarationFeatures({ prop, value, important }: Declaration): string[] {
  const property = prop.toLowerCase();
  if (/^(?:mso-|-(?!-))/.test(property)) return [];
  const plain = value.toLowerCase().replace(/"[^"]*"|'[^']*'|url\([^)]*(?:\)|$)/g, '""');
  return [
    groupedProperty(property),
    ...matching(plain, valuePatterns),
    ...matching(plain, keywordPatterns[property] ?? []),
    ...cssAddresses(value).map(imageFeature),
    ...(important ? ['css-important'] : []),
  ];
}

/** What stands in every `url()` of a piece of CSS. */
export function cssAddresses(css: string): string[] {
  return [...css.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))/gi)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

function atRuleFeatures({ name, params }: AtRule): string[] {
  return [`css-at-${name.toLowerCase()}`, ...matching(params.toLowerCase(), mediaPatterns)];
}

/** The steps of an animation (`from`, `50%`) look like rules and are none. */
function ruleFeatures({ selector, parent }: Rule): string[] {
  if (parent?.type === 'atrule' && /keyframes$/i.test((parent as AtRule).name)) return [];
  return [...(parent?.type === 'rule' ? ['css-nesting'] : []), ...selectorFeatures(selector)];
}

/** The slug of every match, with the pattern's groups put in. */
function matching(text: string, patterns: Patterns): string[] {
  return patterns.flatMap(([pattern, slug]) => {
    if (text.search(pattern) === -1) return [];
    return [...text.matchAll(pattern)].map(([, one = '', two = '']) =>
      slug.replace('$1', one).replace('$2', two),
    );
  });
}

function groupedProperty(property: string): string {
  const [pattern, slug] = groupedProperties.find(([one]) => one.test(property)) ?? [/.*/, 'css-$&'];
  return property.replace(pattern, slug);
}
