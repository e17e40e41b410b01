import type { Temporal } from 'temporal-polyfill';
import { isGroup, listAt, type Settings, textAt } from '../site/settings.ts';
import { joinPath, type Page, type SourceFile, subPathOf } from '../site/site.ts';
import { jekyllSlug, jekyllTitle } from '../site/slugs.ts';
import { fieldList, fieldText } from '../site/source-fields.ts';
import { dateTokens, describeTokens, fillTokens, type Tokens } from '../site/tokens.ts';

/** A document of a collection as Jekyll takes it. */
export interface JekyllDocument {
  readonly file: SourceFile;
  /** `pages` for what lies in no folder with an underscore. */
  readonly collection: string;
  /** Below the folder of the collection; of a page below the root. */
  readonly folders: readonly string[];
  /** Above `_posts`: they are categories. */
  readonly above: readonly string[];
  /** Of a post without its date. */
  readonly name: string;
  /** As a template of the site shows it. */
  readonly date: Temporal.PlainDateTime | null;
}

const styles: Readonly<Record<string, string>> = {
  date: '/:categories/:year/:month/:day/:title:output_ext',
  pretty: '/:categories/:year/:month/:day/:title/',
  ordinal: '/:categories/:year/:y_day/:title:output_ext',
  weekdate: '/:categories/:year/W:week/:short_day/:title:output_ext',
  none: '/:categories/:title:output_ext',
};

/** The address of a document that Jekyll publishes. */
export function jekyllAddress(settings: Settings, document: JekyllDocument): Page {
  const pattern = patternOf(settings, document);
  const filled = fillTokens(pattern, tokensOf(document));
  if (!('text' in filled)) return { path: null, published: true, why: describeTokens(filled, pattern) };
  const path = joinPath(subPathOf(textAt(settings, 'baseurl') ?? ''), filled.text);
  // Without a slash or an extension it is linked to as it is, and written with one.
  const isBare = !path.endsWith('/') && !/\.[^./]+$/.test(pattern);
  const servedAt = isBare && !pattern.endsWith(':output_ext') ? { servedAt: `${path}.html` } : {};
  return { path, ...servedAt, published: true, why: null };
}

/** What the file says, then the defaults for its folder, then its collection, then the site. */
function patternOf(settings: Settings, { file, collection, name }: JekyllDocument): string {
  const own = fieldText(file, 'permalink') ?? defaultOf(settings, file.path, collection);
  const ofSite = textAt(settings, 'permalink') ?? 'date';
  const isPost = collection === 'posts' || collection === 'drafts';
  const stated = own ?? (isPost ? ofSite : textAt(settings, 'collections', collection, 'permalink'));
  if (stated !== null) return styles[stated] ?? stated;
  return collection === 'pages' && name === 'index' ? '/:folders/' : unstatedPattern(ofSite, collection);
}

/** `add_permalink_suffix` of Jekyll's utils: a page ends as the addresses of posts do. */
function unstatedPattern(ofSite: string, collection: string): string {
  const path = collection === 'pages' ? '/:path' : '/:collection/:path';
  if (ofSite === 'pretty' || ofSite.endsWith('/')) return `${path}/`;
  const isWithExtension = Object.hasOwn(styles, ofSite) || ofSite.endsWith(':output_ext');
  return isWithExtension ? `${path}:output_ext` : path;
}

/** `defaults:` of the configuration (jekyllrb.com/docs/configuration/front-matter-defaults): the deepest scope wins. */
function defaultOf(settings: Settings, path: string, collection: string): string | null {
  let best: { depth: number; permalink: string } | null = null;
  for (const entry of listAt(settings, 'defaults')) {
    if (!isGroup(entry)) continue;
    const scope = (textAt(entry, 'scope', 'path') ?? '').replace(/\/$/, '');
    const type = textAt(entry, 'scope', 'type');
    const permalink = textAt(entry, 'values', 'permalink');
    if (permalink === null || (type !== null && type !== collection)) continue;
    if (scope !== '' && path !== scope && !path.startsWith(`${scope}/`)) continue;
    if (best === null || scope.length >= best.depth) best = { depth: scope.length, permalink };
  }
  return best?.permalink ?? null;
}

function tokensOf({ file, collection, folders, above, name, date }: JekyllDocument): Tokens {
  const slug = fieldText(file, 'slug');
  const categories = categoriesOf(file, above);
  return {
    ...dateTokens(date),
    title: () => jekyllTitle(slug ?? name),
    slug: () => jekyllSlug(slug ?? name),
    name: () => jekyllSlug(name),
    categories: () => categories.join('/'),
    slugified_categories: () => categories.map(jekyllSlug).join('/'),
    collection: () => collection,
    path: () => [...folders, name].join('/'),
    folders: () => folders.join('/'),
    output_ext: () => '.html',
  };
}

/** The folders above `_posts` and those it states, each once, in small letters. */
function categoriesOf(file: JekyllDocument['file'], above: readonly string[]): readonly string[] {
  const list = file.fields.get('categories');
  const many =
    typeof list === 'string' ? list.split(/\s+/).filter((one) => one !== '') : fieldList(file, 'categories');
  const one = fieldText(file, 'category');
  const stated = one === null ? many : [one, ...many];
  return [...new Set([...above, ...stated].map((category) => category.toLowerCase()))];
}
