import { isGroup, listAt, type Setting, type Settings, settingAt, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Page,
  type Place,
  pagePlace,
  placeBelow,
  type SiteContext,
  type SiteRules,
  type SourceFile,
  subPathOf,
  unpublished,
} from '../site/site.ts';
import { fieldSays, fieldText } from '../site/source-fields.ts';
import { docusaurusLinks } from '../site-links/docusaurus-links.ts';

/** `DATE_FILENAME_REGEX` of @docusaurus/plugin-content-blog. */
const datedPath = /^(?<folder>.*?)(?<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?<text>.*?)$/s;
/** The `exclude` that the plugin has by default. */
const excluded = /(?:^|\/)_|\.test\.|(?:^|\/)__tests__\//;

/** Docusaurus' blog: docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-blog, as measured. */
export function docusaurusRules(settings: Settings, { repository }: SiteContext): SiteRules {
  const baseUrl = `${(textAt(settings, 'url') ?? '').replace(/\/$/, '')}${textAt(settings, 'baseUrl') ?? '/'}`;
  const blogs = blogsOf(settings);
  const subPath = subPathOf(textAt(settings, 'baseUrl') ?? '/');
  const folders = blogs.map((blog) => textAt(blog, 'path') ?? 'blog');
  return {
    generator: 'docusaurus',
    baseUrl: textAt(settings, 'url') === null ? null : baseUrl,
    subPath,
    links: docusaurusLinks({ settings, subPath, folders, repository }),
    pageOf(file) {
      for (const blog of blogs) {
        const place = placeBelow(textAt(blog, 'path') ?? 'blog', file.path);
        if (place !== null) return pageIn(settings, blog, place, file);
      }
      return null;
    },
  };
}

/** The blog of each preset, and each plugin of its own; the classic preset has one without a word. */
function blogsOf(settings: Settings): readonly Settings[] {
  const entries = [...listAt(settings, 'presets'), ...listAt(settings, 'plugins')];
  const blogs = entries.map(blogOf).filter((blog) => blog !== null);
  return blogs.length > 0 ? blogs : [{}];
}

function blogOf(entry: Setting): Settings | null {
  const [name, options]: readonly Setting[] = Array.isArray(entry) ? entry : [entry];
  if (typeof name !== 'string') return null;
  const given = isGroup(options) ? options : {};
  if (/plugin-content-blog$|^content-blog$/.test(name)) return given;
  const blog = settingAt(given, 'blog');
  return /classic$/.test(name) && blog !== false ? (isGroup(blog) ? blog : {}) : null;
}

function pageIn(settings: Settings, blog: Settings, place: Place, file: SourceFile): Page | 'section' {
  if (excluded.test(`${pathOf(place)}.md`)) return 'section';
  if (fieldSays(file, 'draft', true)) return unpublished('Docusaurus leaves out drafts (draft: true).');
  const slug = fieldText(file, 'slug') ?? defaultSlug(pathOf(pagePlace(place)));
  const route = textAt(blog, 'routeBasePath') ?? 'blog';
  const whole = joinPath(subPathOf(textAt(settings, 'baseUrl') ?? '/'), route, slug);
  const slash = settingAt(settings, 'trailingSlash');
  const ended = slash === true ? `${whole}/` : slash === false ? whole.replace(/(?<=.)\/$/, '') : whole;
  const why = fieldSays(file, 'unlisted', true) ? 'It is unlisted: on the site, in no list of it.' : null;
  return { path: ended.replaceAll(/\/{2,}/g, '/'), published: true, why };
}

function pathOf({ folders, stem }: Place): string {
  return [...folders, stem].join('/');
}

/** The date of the name becomes folders. */
function defaultSlug(path: string): string {
  const { folder = '', date, text = '' } = datedPath.exec(path)?.groups ?? {};
  return date === undefined ? path : `${date.replaceAll('-', '/')}/${folder}${text}`;
}
