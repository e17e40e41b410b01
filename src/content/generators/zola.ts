import { readFrontMatter } from '../front-matter/read-front-matter.ts';
import { zolaSlug } from '../site/ascii-slugs.ts';
import { groupAt, isOn, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Page,
  pagePlace,
  placeBelow,
  type Repository,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { zolaSafe } from '../site/slugs.ts';
import { fieldSays, fieldText, fieldTime } from '../site/source-fields.ts';
import { zolaLinks } from '../site-links/zola-links.ts';

/** `RFC3339_DATE` of Zola's source: a day or a moment, then a hyphen or underscore. */
const datedName =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?)\s?[_-](.+)$/;

interface ZolaPage {
  readonly file: SourceFile;
  readonly folders: readonly string[];
  readonly language: string | null;
  /** The name that stands for the page: the file's, of a bundle its folder's. */
  readonly name: string;
}

/** Zola: getzola.org/documentation/content/page and /getting-started/configuration, as measured. */
export function zolaRules(settings: Settings, { repository }: SiteContext): SiteRules {
  return {
    generator: 'zola',
    baseUrl: textAt(settings, 'base_url'),
    subPath: subPathOf(textAt(settings, 'base_url')),
    links: zolaLinks(settings, repository, (folders) => {
      const slugs = folders.map((folder) => slugOf(settings, folder));
      return joinPath(subPathOf(textAt(settings, 'base_url')), ...slugs, '/');
    }),
    pageOf(file) {
      const page = readPage(settings, file);
      if (page === null || page === 'section') return page;
      const withheld = whyWithheld(page, repository);
      return withheld === null ? addressOf(settings, page) : unpublished(withheld);
    },
  };
}

function readPage(settings: Settings, file: SourceFile): ZolaPage | 'section' | null {
  const place = placeBelow('content', file.path);
  if (place === null) return null;
  const { stem, language } = splitLanguage(settings, place.stem);
  if (stem === '_index') return 'section';
  const { folders, stem: name } = pagePlace({ ...place, stem });
  return { file, folders, language, name };
}

function addressOf(settings: Settings, { file, folders, language, name }: ZolaPage): Page {
  const keepsDate = isOn(settings, 'slugify', 'paths_keep_dates');
  const bare = keepsDate ? name : (datedName.exec(name)?.[2] ?? name);
  const last = slugOf(settings, fieldText(file, 'slug') ?? bare);
  const path = fieldText(file, 'path') ?? [...folders, last].join('/');
  const base = subPathOf(textAt(settings, 'base_url'));
  return { path: joinPath(base, language ?? '', path, '/'), published: true, why: null };
}

function slugOf(settings: Settings, text: string): string {
  const strategy = textAt(settings, 'slugify', 'paths') ?? 'on';
  if (strategy === 'on') return zolaSlug(text);
  return strategy === 'safe' ? zolaSafe(text) : text;
}

/** A page without a date is not written where the section that lists it goes by dates. */
function isSortedByDate(repository: Repository, folders: readonly string[]): boolean {
  const text = repository.read(['content', ...folders, '_index.md'].join('/'));
  const fields = text === null ? [] : readFrontMatter(text).fields;
  return fields.find(({ name }) => name === 'sort_by')?.value === 'date';
}

function splitLanguage(settings: Settings, name: string): { stem: string; language: string | null } {
  const main = textAt(settings, 'default_language') ?? 'en';
  const others = Object.keys(groupAt(settings, 'languages')).filter((one) => one !== main);
  const language = others.find((one) => name.endsWith(`.${one}`)) ?? null;
  if (language !== null) return { stem: name.slice(0, -language.length - 1), language };
  const isMain = others.length > 0 && name.endsWith(`.${main}`);
  return { stem: isMain ? name.slice(0, -main.length - 1) : name, language: null };
}

function whyWithheld({ file, folders, name }: ZolaPage, repository: Repository): string | null {
  if (fieldSays(file, 'draft', true)) return 'Zola leaves out drafts (draft = true).';
  if (fieldSays(file, 'render', false)) return 'Zola makes no page of it (render = false).';
  const isDated = datedName.test(name) || fieldTime(file, 'date') !== null;
  return !isDated && isSortedByDate(repository, folders)
    ? 'Zola leaves it out: its section is sorted by date, and it has none.'
    : null;
}
