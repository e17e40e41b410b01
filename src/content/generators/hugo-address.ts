import { groupAt, isOn, type Settings, textAt } from '../site/settings.ts';
import { joinPath, type Page, type Repository, type SourceFile, subPathOf } from '../site/site.ts';
import { hugoName, hugoSlug, withoutAccents } from '../site/slugs.ts';
import { fieldText } from '../site/source-fields.ts';
import { dateTokens, describeTokens, fillTokens, type Tokens } from '../site/tokens.ts';
import type { WrittenTime } from '../site/written-time.ts';

/** A markdown file as Hugo takes it. */
export interface HugoPost {
  readonly file: SourceFile;
  readonly folders: readonly string[];
  /** The name that stands for the page: the file's, of a bundle its folder's. */
  readonly name: string;
  readonly language: string | null;
  readonly slug: string | null;
  readonly date: WrittenTime | null;
}

/** The address of a post that Hugo publishes. */
export function hugoAddress(settings: Settings, repository: Repository): (post: HugoPost) => Page {
  const letters = isOn(settings, 'removePathAccents') ? withoutAccents : (text: string) => text;
  const slugOf = (text: string) => hugoSlug(letters(text));
  const nameOf = isOn(settings, 'disablePathToLower')
    ? (text: string) => letters(text.replaceAll(' ', '-'))
    : (text: string) => letters(hugoName(text));

  function tokensOf({ file, folders, name, date, slug }: HugoPost): Tokens {
    const title = fieldText(file, 'title') ?? name;
    return {
      ...dateTokens(date?.local ?? null),
      section: () => slugOf(folders[0] ?? ''),
      sections: () => sectionsOf(settings, repository, folders).map(slugOf).join('/'),
      title: () => slugOf(title),
      slug: () => slugOf(slug ?? title),
      filename: () => slugOf(name),
      contentbasename: () => slugOf(name),
      slugorfilename: () => slugOf(slug ?? name),
      slugorcontentbasename: () => slugOf(slug ?? name),
    };
  }

  return (post) => {
    const stated = fieldText(post.file, 'url');
    const pattern = stated ?? permalinkOf(settings, post.folders[0] ?? '');
    const filled = pattern === null ? { text: defaultPath(post) } : fillTokens(pattern, tokensOf(post));
    if (!('text' in filled))
      return { path: null, published: true, why: describeTokens(filled, pattern ?? '') };
    const isUgly = isOn(settings, 'uglyURLs') && stated === null;
    const path = finish(filled.text, isUgly);
    const base = subPathOf(textAt(settings, 'baseURL'));
    return { path: joinPath(base, languageFolder(settings, post), path), published: true, why: null };
  };

  function defaultPath({ folders, name, slug }: HugoPost): string {
    return [...folders.map(nameOf), slug === null ? nameOf(name) : slugOf(slug)].join('/');
  }
}

/** `permalinks.page.SECTION`, or `permalinks.SECTION` as it was before. */
function permalinkOf(settings: Settings, section: string): string | null {
  return textAt(settings, 'permalinks', 'page', section) ?? textAt(settings, 'permalinks', section);
}

/** The first folder is a section, and each below it that has an `_index.md`. */
function sectionsOf(
  settings: Settings,
  repository: Repository,
  folders: readonly string[],
): readonly string[] {
  const root = textAt(settings, 'contentDir') ?? 'content';
  return folders.filter((_, index) => {
    const names =
      index === 0 ? ['_index.md'] : repository.list([root, ...folders.slice(0, index + 1)].join('/'));
    return names.some((name) => name.startsWith('_index.'));
  });
}

/** A path with an extension is a file of that name; any other a folder, or an `.html` where addresses are ugly. */
function finish(path: string, isUgly: boolean): string {
  if (/\.html?$/i.test(path)) return path;
  return isUgly ? `${path.replace(/\/$/, '')}.html` : `${path}/`;
}

function languageFolder(settings: Settings, { language }: HugoPost): string {
  const main = textAt(settings, 'defaultContentLanguage') ?? 'en';
  const inFolder = isOn(settings, 'defaultContentLanguageInSubdir');
  const own = language ?? (Object.keys(groupAt(settings, 'languages')).length > 0 ? main : null);
  return own === null || (own === main && !inFolder) ? '' : own.toLowerCase();
}
