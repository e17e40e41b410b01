import { groupAt, isGroup, isOn, listAt, type Settings, textAt } from '../site/settings.ts';
import {
  pagePlace,
  placeBelow,
  type Repository,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { fieldSays, fieldText, fieldTime } from '../site/source-fields.ts';
import { isAhead, knownZone, readWrittenTime } from '../site/written-time.ts';
import { hugoLinks } from '../site-links/hugo-links.ts';
import { type HugoPost, hugoAddress } from './hugo-address.ts';

const datedName = /^(\d{4}-\d{2}-\d{2})[-_]?(.*)$/;
const defaultDates = ['date', 'publishdate', 'pubdate', 'published', 'lastmod', 'modified'];

/** Hugo: gohugo.io/content-management/urls and /front-matter, as measured. */
export function hugoRules(settings: Settings, context: SiteContext): SiteRules {
  const address = hugoAddress(settings, context.repository);
  const zone = knownZone(textAt(settings, 'timeZone') ?? context.buildZone);
  return {
    generator: 'hugo',
    baseUrl: textAt(settings, 'baseURL'),
    subPath: subPathOf(textAt(settings, 'baseURL')),
    links: hugoLinks(settings, context.repository),
    pageOf(file) {
      const post = readPost(settings, file, context.repository);
      if (post === null || post === 'section') return post;
      const withheld = whyWithheld(settings, post, zone, context.now);
      const page = withheld === null ? address(post) : unpublished(withheld);
      return post.date === null ? page : { ...page, day: post.date.local.toPlainDate().toString() };
    },
  };
}

function readPost(settings: Settings, file: SourceFile, repository: Repository): HugoPost | 'section' | null {
  const root = contentFolderOf(settings, file.path);
  const place = placeBelow(root, file.path);
  if (place === null) return null;
  const { stem, language } = splitLanguage(settings, place.stem);
  if (stem === '_index') return 'section';
  if (stem !== 'index' && isInBundle(repository, root, place.folders)) return 'section';
  const { folders, stem: name } = pagePlace({ ...place, stem });
  return { file, folders, name, language, ...dateOf(settings, file, name) };
}

/** What lies beside an `index.md` is a part of that page. */
function isInBundle(repository: Repository, root: string, folders: readonly string[]): boolean {
  return folders.some((_, depth) =>
    repository
      .list([root, ...folders.slice(0, depth + 1)].join('/'))
      .some((name) => /^index\.(?:[\w-]+\.)?(?:md|markdown|html)$/i.test(name)),
  );
}

/** A language may have a folder of its own. */
function contentFolderOf(settings: Settings, path: string): string {
  for (const language of Object.values(groupAt(settings, 'languages'))) {
    const folder = textAt(language, 'contentDir')?.replace(/\/$/, '');
    if (folder !== undefined && path.startsWith(`${folder}/`)) return folder;
  }
  return textAt(settings, 'contentDir') ?? 'content';
}

/** `words.de` is German where German is a language of the site, and else a name with a dot. */
function splitLanguage(settings: Settings, name: string): { stem: string; language: string | null } {
  const languages = Object.keys(groupAt(settings, 'languages'));
  const language = languages.find((one) => name.toLowerCase().endsWith(`.${one.toLowerCase()}`));
  return language === undefined
    ? { stem: name, language: null }
    : { stem: name.slice(0, -language.length - 1), language };
}

/** By `[frontmatter] date`, where `:filename` takes date and slug from the name. */
function dateOf(settings: Settings, file: SourceFile, name: string): Pick<HugoPost, 'date' | 'slug'> {
  const slug = fieldText(file, 'slug');
  const configured = listAt(settings, 'frontmatter', 'date').filter((one) => typeof one === 'string');
  for (const source of configured.length > 0 ? configured : [':default']) {
    const [, day, rest] = (source === ':filename' && datedName.exec(name)) || [];
    const named = day === undefined ? null : readWrittenTime(day);
    if (named !== null) return { date: named, slug: slug ?? (rest || null) };
    const names = source === ':default' ? defaultDates : [source.toLowerCase()];
    const date = fieldTime(file, ...names);
    if (date !== null) return { date, slug };
  }
  return { date: null, slug };
}

function whyWithheld(settings: Settings, { file, date }: HugoPost, zone: string, now: Date): string | null {
  if (fieldSays(file, 'draft', true) && !isOn(settings, 'buildDrafts'))
    return 'Hugo leaves out drafts (draft: true).';
  const build = file.fields.get('build') ?? file.fields.get('_build');
  if (isGroup(build) && /^(?:never|link|false)$/.test(textAt(build, 'render') ?? ''))
    return 'Hugo makes no page of it (build.render).';
  if (fieldSays(file, 'headless', true)) return 'Hugo makes no page of it (headless: true).';
  const publish = fieldTime(file, 'publishdate', 'pubdate', 'published') ?? date;
  if (publish !== null && isAhead(publish, zone, now) && !isOn(settings, 'buildFuture'))
    return `Hugo leaves it out until ${publish.local.toPlainDate()}.`;
  const ahead = date !== null && isAhead(date, zone, now) && !isOn(settings, 'buildFuture');
  if (ahead) return `Hugo leaves it out until ${date.local.toPlainDate()}.`;
  const expiry = fieldTime(file, 'expirydate', 'unpublishdate');
  if (expiry !== null && !isAhead(expiry, zone, now) && !isOn(settings, 'buildExpired'))
    return `Hugo leaves it out since ${expiry.local.toPlainDate()} (expiryDate).`;
  return null;
}
