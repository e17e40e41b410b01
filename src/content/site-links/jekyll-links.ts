import { posix } from 'node:path';
import {
  below,
  besideFile,
  filesBelow,
  firstThere,
  folderOfPage,
  ifThere,
  restBelow,
  sourceExtension,
} from '../site/reference.ts';
import { isOn, listAt, type Settings, settingAt, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Repository,
  type SiteLinks,
  subPathOf,
  type TagCall,
  type Target,
} from '../site/site.ts';

interface JekyllSource {
  readonly settings: Settings;
  readonly repository: Repository;
  readonly subPath: string;
  isExcluded(path: string): boolean;
}

/** Jekyll leaves addresses as they are, but for its tags and what plugins do that are there by name. */
export function jekyllLinks(
  settings: Settings,
  repository: Repository,
  isExcluded: (path: string) => boolean,
): SiteLinks {
  const subPath = subPathOf(textAt(settings, 'baseurl') ?? '');
  const source: JekyllSource = { settings, repository, subPath, isExcluded };
  const plugins = [...listAt(settings, 'plugins'), ...listAt(settings, 'gems')];
  const ofPosts = isOn(settings, 'relative_links', 'collections');
  const resolvesFiles = plugins.includes('jekyll-relative-links') && ofPosts;
  const copiesBeside = plugins.includes('jekyll-postfiles');
  return {
    advice: 'write {% post_url 2026-03-01-name %} or {% link _posts/2026-03-01-name.md %} for its address',
    leadsTo({ kind, path }, origin) {
      const isFile = resolvesFiles && kind === 'link' && sourceExtension.test(path);
      const file = isFile ? besideFile(origin, path) : null;
      return file !== null && ifThere(repository, file) !== null ? { file } : null;
    },
    servedAt: (path, origin) =>
      copiedTo(source, path) ?? (copiesBeside ? besidePost(source, path, origin) : null),
    tag: ({ name, positional }) => tagged(source, name, positional),
  };
}

/** What has no underscore in its path is copied, and so are the files of a collection that has pages. */
function copiedTo({ settings, repository, isExcluded }: JekyllSource, path: string): string | null {
  const isHidden = (name: string) => /^[_.#~]/.test(name);
  const isCopied = (file: string) => {
    const [first = '', ...others] = file.split('/');
    const hasPages = isOn(settingAt(settings, 'collections', first.slice(1)), 'output');
    return (!isHidden(first) || hasPages) && !others.some(isHidden) && !isExcluded(file);
  };
  const candidates = [below('', path), path.replace(/^\//, '_')];
  return firstThere(
    repository,
    candidates.filter((file) => !sourceExtension.test(file) && isCopied(file)),
  );
}

/** The plugin jekyll-postfiles puts what lies beside a post beside its page. */
function besidePost(
  { repository, subPath }: JekyllSource,
  path: string,
  { file, page }: Origin,
): string | null {
  if (page?.path == null) return null;
  const isFolder = page.path.endsWith('/');
  const folder = isFolder ? folderOfPage(page.path) : page.path.slice(0, page.path.lastIndexOf('/') + 1);
  const rest = restBelow(folder, joinPath(subPath, path));
  return rest === null ? null : ifThere(repository, below(posix.dirname(file), rest));
}

function tagged(
  source: JekyllSource,
  name: string,
  [first = '', ...others]: TagCall['positional'],
): Target | null {
  if (first === '' || others.length > 0) return null;
  if (name === 'post_url') return postAt(source, first);
  return name === 'link' ? linked(source, first) : null;
}

function postAt({ repository }: JekyllSource, name: string): Target {
  const wanted = name.replace(/^\//, '').replace(sourceExtension, '');
  const file = filesBelow(repository, '').find((one) => {
    if (!/(?:^|\/)_posts\//.test(one) || !sourceExtension.test(one)) return false;
    const bare = one.replace(sourceExtension, '');
    const inPosts = bare.replace(/^.*?_posts\//, '');
    return [inPosts, bare.replace(/_posts\//, ''), posix.basename(inPosts)].includes(wanted);
  });
  return file === undefined ? { dead: `There is no post ${name} in _posts: mend the name.` } : { file };
}

/** `{% link _posts/x.md %}`: a path from the root, which has a page or is copied. */
function linked({ repository, subPath }: JekyllSource, path: string): Target {
  const file = below('', path);
  if (ifThere(repository, file) === null)
    return { dead: `There is no file ${path} in the site: mend the name.` };
  if (sourceExtension.test(file)) return { file };
  return { path: joinPath(subPath, file.replace(/(?:^|\/)index\.html$/, '/').replace(/^_/, '')) };
}
