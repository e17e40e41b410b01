import type { HtmlTag } from './html-parts.ts';

/** Elements that caniemail.com tests under another name than their own. */
const groupedElements = new Map<string, string>([
  ...under('html-h1-h6', ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']),
  ...under('html-lists', ['ul', 'ol', 'dl']),
  ...under('html-image-maps', ['map', 'area']),
  ...under('html-ruby', ['rb', 'rt']),
  ...under('html-semantics', [
    'article',
    'aside',
    'details',
    'figcaption',
    'figure',
    'footer',
    'header',
    'main',
  ]),
  ...under('html-semantics', ['mark', 'nav', 'section', 'summary', 'time']),
]);

const attributes = new Set([
  ...['align', 'aria-describedby', 'aria-hidden', 'aria-label', 'aria-labelledby', 'aria-live', 'background'],
  ...[
    'cellpadding',
    'cellspacing',
    'dir',
    'height',
    'hidden',
    'lang',
    'popover',
    'required',
    'role',
    'srcset',
  ],
  ...['target', 'valign', 'width'],
]);

const inputTypes = ['checkbox', 'hidden', 'radio', 'reset', 'submit', 'text'];

const imageFormats = new Map<string, string>([
  ...under('image-jpg', ['jpeg', 'jfif']),
  ...under('image-heif', ['heic', 'heif']),
  ...under('image-tiff', ['tif']),
]);

function under(feature: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, feature]);
}

type Tag = Omit<HtmlTag, 'line'>;

/** The features that one tag uses, as the slugs of caniemail.com, some of which it may not have. */
export function tagFeatures(tag: Tag): string[] {
  const { name, attributes: given } = tag;
  return [
    groupedElements.get(name) ?? `html-${name}`,
    ...controlFeatures(name, given['type']?.toLowerCase() ?? ''),
    ...Object.keys(given)
      .filter((attribute) => attributes.has(attribute))
      .map((attribute) => `html-${attribute}`),
    ...(given['loading'] === undefined ? [] : ['html-loading-attribute']),
    ...(given['media'] === undefined ? [] : ['css-at-media']),
    ...(name === 'meta' && given['name']?.toLowerCase() === 'color-scheme' ? ['html-meta-color-scheme'] : []),
    ...linkFeatures(given['href'] ?? ''),
    ...imageAddresses(tag).map(imageFeature),
  ];
}

function controlFeatures(name: string, type: string): string[] {
  if (name === 'input') return [`html-input-${inputTypes.includes(type) ? type : 'text'}`];
  if (name === 'button') return [`html-button-${type === 'reset' ? 'reset' : 'submit'}`];
  return [];
}

function linkFeatures(href: string): string[] {
  if (href.startsWith('#')) return ['html-anchor-links'];
  return /^mailto:/i.test(href) ? ['html-mailto-links'] : [];
}

/** Every image that a tag loads, by `src`, `srcset` or `background`. */
export function imageAddresses({ name, attributes: given }: Tag): string[] {
  const candidates = (given['srcset'] ?? '').split(/,\s/).map((one) => one.trim().split(/\s/)[0] ?? '');
  const source = name === 'img' ? (given['src'] ?? '') : '';
  return [source, given['background'] ?? '', ...candidates].filter((address) => address !== '');
}

/** The format that the address of an image names. */
export function imageFeature(address: string): string {
  if (/^data:/i.test(address)) return 'image-base64';
  const ending = /\.([a-z0-9]+)$/i.exec(address.split(/[?#]/)[0] ?? '')?.[1]?.toLowerCase() ?? '';
  return imageFormats.get(ending) ?? `image-${ending}`;
}
