import { pelicanSlug } from '../site/ascii-slugs.ts';
import { isOn, type Settings, textAt } from '../site/settings.ts';
import { joinPath, type Page, subPathOf } from '../site/site.ts';
import { formatTime, type WrittenTime } from '../site/written-time.ts';

/** A markdown file as Pelican takes it. */
export interface PelicanArticle {
  readonly kind: 'ARTICLE' | 'PAGE';
  readonly metadata: ReadonlyMap<string, string>;
  readonly date: WrittenTime | null;
  readonly category: string;
  readonly slug: string;
}

/** The address of what Pelican publishes: `url` and `save_as` of the file, else `ARTICLE_URL` and its kin. */
export function pelicanAddress(settings: Settings, article: PelicanArticle): Page {
  const { kind, metadata } = article;
  const main = textAt(settings, 'DEFAULT_LANG') ?? 'en';
  const language = metadata.get('lang')?.toLowerCase() ?? main;
  const isOther = language !== main;
  const fallback = `${kind === 'PAGE' ? 'pages/' : ''}{slug}${isOther ? '-{lang}' : ''}.html`;
  const filled = (setting: string) => {
    const pattern = textAt(settings, `${kind}${isOther ? '_LANG' : ''}_${setting}`) ?? fallback;
    return fillFormat(pattern, fieldsOf(settings, article, language), article.date);
  };
  const url = metadata.get('url') ?? filled('URL');
  if (url === null) return { path: null, published: true, why: unknownField };
  const base = subPathOf(textAt(settings, 'SITEURL'));
  const path = joinPath(base, url);
  const saved = metadata.get('save_as') ?? filled('SAVE_AS');
  const file = saved === null ? path : joinPath(base, saved).replace(/(?<=\/)index\.html$/, '');
  return { path, ...(file === path ? {} : { servedAt: file }), published: true, why: null };
}

const unknownField =
  'ARTICLE_URL has a field that is not known here, or the article has no date: give url and save_as in the article.';

export function pelicanSlugOf(settings: Settings, text: string): string {
  return pelicanSlug(text, {
    unicode: isOn(settings, 'SLUGIFY_USE_UNICODE'),
    keepsCase: isOn(settings, 'SLUGIFY_PRESERVE_CASE'),
  });
}

function fieldsOf(
  settings: Settings,
  { metadata, category, slug }: PelicanArticle,
  language: string,
): ReadonlyMap<string, string> {
  const author = metadata.get('author') ?? textAt(settings, 'AUTHOR') ?? '';
  return new Map([
    ...metadata,
    ['slug', slug],
    ['lang', language],
    ['category', pelicanSlugOf(settings, category)],
    ['author', pelicanSlugOf(settings, author)],
  ]);
}

/** Python's format with `{slug}` and `{date:%Y}`; null where a field is not known. */
function fillFormat(
  pattern: string,
  fields: ReadonlyMap<string, string>,
  date: WrittenTime | null,
): string | null {
  let isKnown = true;
  const text = pattern.replaceAll(/\{(\w+)(?::([^{}]*))?\}/g, (_, name: string, format?: string) => {
    const isDate = name === 'date' && format !== undefined;
    const value = isDate ? date && formatTime(date.local, format) : (fields.get(name) ?? null);
    if (value === null) isKnown = false;
    return value ?? '';
  });
  return isKnown ? text : null;
}
