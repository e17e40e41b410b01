import { isGroup, isOff, isOn, listAt, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Page,
  pagePlace,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { materialSlug } from '../site/slugs.ts';
import { fieldList, fieldSays, fieldText } from '../site/source-fields.ts';
import { formatTime, isAhead, readWrittenTime, type WrittenTime } from '../site/written-time.ts';
import { mkdocsLinks } from '../site-links/mkdocs-links.ts';

/** The letters of Babel's patterns (Unicode TR 35) that stand in addresses, as strftime has them. */
const babel: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  y: '%Y',
  yy: '%y',
  MM: '%m',
  M: '%-m',
  MMM: '%b',
  MMMM: '%B',
  dd: '%d',
  d: '%-d',
};

/** The blog plugin of Material for MkDocs: squidfunk.github.io/mkdocs-material/plugins/blog, as measured. */
export function mkdocsRules(settings: Settings, { repository, buildZone, now }: SiteContext): SiteRules {
  const options = blogOf(settings);
  const docs = textAt(settings, 'docs_dir') ?? 'docs';
  const blog = textAt(options, 'blog_dir') ?? 'blog';
  const posts = (textAt(options, 'post_dir') ?? '{blog}/posts').replace('{blog}', blog);
  return {
    generator: 'mkdocs',
    baseUrl: textAt(settings, 'site_url'),
    subPath: subPathOf(textAt(settings, 'site_url')),
    links: mkdocsLinks(settings, { docs, blog, posts }, repository),
    pageOf(file) {
      const place = placeBelow(joinPath(docs, posts).slice(1), file.path);
      if (place === null) return null;
      const date = dateOf(file);
      if (date === null) return unpublished('Material for MkDocs stops at a post without a date.');
      return { ...pageOfPost({ file, ...place, date }), day: date.local.toPlainDate().toString() };
    },
  };

  function pageOfPost(post: MaterialPost): Page {
    const isFuture = isOn(options, 'draft_if_future_date') && isAhead(post.date, buildZone, now);
    if ((isFuture || fieldSays(post.file, 'draft', true)) && !isOn(options, 'draft'))
      return unpublished('Material for MkDocs leaves out drafts (draft: true, or a date ahead).');
    const path = pathOf(options, post);
    if (path === null) return { path, published: true, why: unknownFormat };
    const end = isOff(settings, 'use_directory_urls') ? '.html' : '/';
    const base = subPathOf(textAt(settings, 'site_url'));
    return { path: joinPath(base, blog, `${path}${end}`), published: true, why: null };
  }
}

const unknownFormat = 'post_url_date_format has letters that are not known here.';

interface MaterialPost {
  readonly file: SourceFile;
  readonly folders: readonly string[];
  readonly stem: string;
  readonly date: WrittenTime;
}

/** `post_url_format` filled in, parts that are empty left out. */
function pathOf(options: Settings, { file, folders, stem, date }: MaterialPost): string | null {
  const day = dayIn(date, textAt(options, 'post_url_date_format') ?? 'yyyy/MM/dd');
  if (day === null) return null;
  const title = fieldText(file, 'title') ?? titleOfName(stem, folders);
  const most = Number(textAt(options, 'post_url_max_categories') ?? 1);
  const categories = fieldList(file, 'categories').slice(0, most).map(materialSlug).join('/');
  const slug = fieldText(file, 'slug') ?? materialSlug(title);
  const parts: Readonly<Record<string, string>> = { date: day, slug, file: stem, categories };
  const format = textAt(options, 'post_url_format') ?? '{date}/{slug}';
  const path = format.replaceAll(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
  return joinPath(path).slice(1).replace(/\/$/, '');
}

function dayIn({ local }: WrittenTime, format: string): string | null {
  return formatTime(
    local,
    format.replaceAll(/([a-zA-Z])\1*/g, (letters) => babel[letters] ?? '%Q'),
  );
}

/** MkDocs' own title for a page without one: the name of its file, or of an index the folder's. */
function titleOfName(stem: string, folders: readonly string[]): string {
  return pagePlace({ folders, stem }).stem.replaceAll(/[-_]/g, ' ');
}

/** The options of the plugin `blog`, which stands among the plugins by its name or with options below it. */
function blogOf(settings: Settings): Settings {
  for (const plugin of listAt(settings, 'plugins')) {
    if (!isGroup(plugin)) continue;
    for (const name of ['blog', 'material/blog']) if (isGroup(plugin[name])) return plugin[name];
  }
  return {};
}

/** `date:` is a time, or has `created` among others. */
function dateOf(file: SourceFile): WrittenTime | null {
  const value = file.fields.get('date');
  const text = isGroup(value) ? textAt(value, 'created') : fieldText(file, 'date');
  return text === null ? null : readWrittenTime(text);
}
