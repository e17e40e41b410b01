import { isOff, type Settings, settingAt, textAt } from '../site/settings.ts';
import {
  type Page,
  type Place,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { isAhead, knownZone, readWrittenTime } from '../site/written-time.ts';
import { pelicanLinks } from '../site-links/pelican-links.ts';
import { type PelicanArticle, pelicanAddress, pelicanSlugOf } from './pelican-address.ts';

/** Of a `Title: …` block, and of one between `---`, where Pelican keeps the quotes. */
const metaLine = /^([A-Za-z][\w-]*):[ \t]*(.*)$/;

/** Pelican: docs.getpelican.com/en/latest/settings.html and /content.html, as measured. */
export function pelicanRules(settings: Settings, { repository, buildZone, now }: SiteContext): SiteRules {
  const content = textAt(settings, 'PATH') ?? 'content';
  const zone = knownZone(textAt(settings, 'TIMEZONE') ?? buildZone);
  return {
    generator: 'pelican',
    baseUrl: textAt(settings, 'SITEURL'),
    subPath: subPathOf(textAt(settings, 'SITEURL')),
    links: pelicanLinks(settings, content, (text) => pelicanSlugOf(settings, text), repository),
    pageOf(file) {
      const place = placeBelow(content, file.path);
      if (place === null) return null;
      const article = readArticle(settings, file, place);
      if (article === null) return unpublished('Pelican leaves out what has no title.');
      const withheld = whyWithheld(settings, article, zone, now);
      if (withheld !== null) return unpublished(withheld);
      const page = markHidden(article, pelicanAddress(settings, article));
      return article.kind === 'PAGE' ? { ...page, isPost: false } : page;
    },
  };
}

function readArticle(settings: Settings, file: SourceFile, { folders, stem }: Place): PelicanArticle | null {
  const metadata = metadataOf(file, stem, settings);
  const title = metadata.get('title');
  if (title === undefined) return null;
  const named = textAt(settings, 'SLUGIFY_SOURCE') === 'basename' ? stem : title;
  return {
    kind: folders[0] === 'pages' ? 'PAGE' : 'ARTICLE',
    metadata,
    date: readWrittenTime(metadata.get('date') ?? ''),
    category: categoryOf(metadata, folders, settings),
    slug: metadata.get('slug') ?? pelicanSlugOf(settings, named),
  };
}

function whyWithheld(
  settings: Settings,
  { kind, metadata, date }: PelicanArticle,
  zone: string,
  now: Date,
): string | null {
  if (kind === 'PAGE') return null;
  if (date === null && (settingAt(settings, 'DEFAULT_DATE') ?? null) === null)
    return 'Pelican leaves out an article without a date.';
  if (metadata.get('status')?.toLowerCase() === 'draft')
    return 'Pelican puts drafts where no list shows them (Status: draft).';
  const isFuture = date !== null && isAhead(date, zone, now);
  return isFuture && isOff(settings, 'WITH_FUTURE_DATES') ? 'Pelican leaves it out until its date.' : null;
}

function markHidden({ metadata }: PelicanArticle, page: Page): Page {
  const isHidden = metadata.get('status')?.toLowerCase() === 'hidden' && page.why === null;
  return isHidden ? { ...page, why: 'It is hidden: on the site, in no list of it.' } : page;
}

/** The lines at the top, and what `FILENAME_METADATA` reads out of the name where they say nothing. */
function metadataOf({ text }: SourceFile, stem: string, settings: Settings): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF?(?:-{3}[ \t]*\r?\n)?/, '').split(/\r?\n/)) {
    const [, name, value] = metaLine.exec(line) ?? [];
    if (name === undefined || value === undefined) break;
    if (value.trim() !== '') metadata.set(name.toLowerCase(), value.trim());
  }
  for (const [name, value] of Object.entries(namedParts(stem, settings))) {
    if (value !== undefined && !metadata.has(name)) metadata.set(name, value);
  }
  return metadata;
}

/** A pattern of Python with named groups; one that JavaScript does not know reads nothing. */
function namedParts(stem: string, settings: Settings): Readonly<Record<string, string | undefined>> {
  const pattern = textAt(settings, 'FILENAME_METADATA') ?? '(?P<date>\\d{4}-\\d{2}-\\d{2}).*';
  try {
    const named = new RegExp(`^(?:${pattern.slice(0, 200).replaceAll('(?P<', '(?<')})`);
    return named.exec(stem.slice(0, 200))?.groups ?? {};
  } catch {
    return {};
  }
}

function categoryOf(
  metadata: ReadonlyMap<string, string>,
  folders: readonly string[],
  settings: Settings,
): string {
  const folder = isOff(settings, 'USE_FOLDER_AS_CATEGORY') ? undefined : folders.at(-1);
  return metadata.get('category') ?? folder ?? textAt(settings, 'DEFAULT_CATEGORY') ?? 'misc';
}
