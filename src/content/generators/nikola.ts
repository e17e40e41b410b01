import picomatch from 'picomatch';
import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import { nikolaSlug } from '../site/ascii-slugs.ts';
import { sourceExtension } from '../site/reference.ts';
import { isOff, isOn, listAt, type Setting, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { fieldList, fieldText, fieldTime } from '../site/source-fields.ts';
import { isAhead, knownZone } from '../site/written-time.ts';
import { nikolaLinks } from '../site-links/nikola-links.ts';

/** Nikola: getnikola.com/handbook.html and its conf.py, as measured. */
export function nikolaRules(settings: Settings, { repository, buildZone, now }: SiteContext): SiteRules {
  const zone = knownZone(textAt(settings, 'TIMEZONE') ?? buildZone);
  const sources = [...listAt(settings, 'POSTS'), ...listAt(settings, 'PAGES')].flatMap(sourceOf);
  const folders = [...new Set(sources.map(({ folder }) => folder))];
  const slugOf = (path: string) => slugIn(settings, { fields: fieldsOf(repository.read(path) ?? '') }, path);
  return {
    generator: 'nikola',
    baseUrl: textAt(settings, 'SITE_URL'),
    subPath: subPathOf(textAt(settings, 'SITE_URL')),
    links: nikolaLinks(settings, folders, slugOf, repository),
    pageOf(file) {
      for (const { folder, output, matches } of sources) {
        const place = placeBelow(folder, file.path);
        if (place === null || !matches(file.path)) continue;
        if (hasMark(file, 'draft'))
          return unpublished('Nikola puts drafts in no list (status or tag draft).');
        const path = pathOf(settings, file, [output, ...place.folders], place.stem);
        return { path, published: true, why: whyUnlisted(settings, file, zone, now) };
      }
      return null;
    },
  };
}

function pathOf(settings: Settings, file: SourceFile, folders: readonly string[], stem: string): string {
  const name = slugIn(settings, file, stem);
  const isUgly = isOff(settings, 'PRETTY_URLS') || fieldText(file, 'pretty_url')?.toLowerCase() === 'false';
  const end = stem === 'index' ? '/' : isUgly ? `/${name}.html` : `/${name}/`;
  return joinPath(subPathOf(textAt(settings, 'SITE_URL')), ...folders, end);
}

function slugIn(settings: Settings, file: Pick<SourceFile, 'fields'>, path: string): string {
  const stem = path.split('/').at(-1)?.replace(sourceExtension, '') ?? '';
  return fieldText(file, 'slug') ?? (isOff(settings, 'USE_SLUGIFY') ? stem : nikolaSlug(stem));
}

function fieldsOf(text: string): SourceFile['fields'] {
  return new Map(readFrontMatter(text).fields.map(({ name, value }) => [name.toLowerCase(), value]));
}

/** A word that is its status, or one of its tags. */
function hasMark(file: SourceFile, mark: string): boolean {
  const tags = fieldList(file, 'tags').flatMap((tag) => tag.split(','));
  return [fieldText(file, 'status') ?? '', ...tags].some((word) => word.trim().toLowerCase() === mark);
}

function whyUnlisted(settings: Settings, file: SourceFile, zone: string, now: Date): string | null {
  if (hasMark(file, 'private')) return 'It is private: on the site, in no list of it.';
  const written = fieldTime(file, 'date');
  const isLater = written !== null && isAhead(written, zone, now) && !isOn(settings, 'FUTURE_IS_NOW');
  return isLater ? `It is on the site, and in its lists from ${written.local.toPlainDate()} on.` : null;
}

/** `('posts/*.md', 'posts', 'post.tmpl')`: the files below a folder, and the folder of their pages. */
function sourceOf(entry: Setting): { folder: string; output: string; matches: (path: string) => boolean }[] {
  const [pattern, output] = Array.isArray(entry) ? (entry as readonly Setting[]) : [];
  if (typeof pattern !== 'string' || typeof output !== 'string') return [];
  const folder = pattern.split('/').slice(0, -1).join('/');
  const isName = picomatch(pattern.split('/').at(-1) ?? '*');
  return [{ folder, output, matches: (path) => isName(path.split('/').at(-1) ?? '') }];
}
