import { posix } from 'node:path';
import { below, besideFile, ifThere, isThere, sourceExtension } from '../site/reference.ts';
import { isOff, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Repository,
  type SiteLinks,
  subPathOf,
  type Target,
} from '../site/site.ts';

interface MkdocsSource {
  readonly repository: Repository;
  readonly subPath: string;
  readonly docs: string;
  /** Below `docs`, as is `posts`, the folder of the posts of the blog. */
  readonly blog: string;
  readonly posts: string;
  readonly isUgly: boolean;
}

/** MkDocs leads relative addresses of markdown from file to file; the blog plugin takes its posts' folder out. */
export function mkdocsLinks(
  settings: Settings,
  folders: Pick<MkdocsSource, 'docs' | 'blog' | 'posts'>,
  repository: Repository,
): SiteLinks {
  const subPath = subPathOf(textAt(settings, 'site_url'));
  const source = { ...folders, repository, subPath, isUgly: isOff(settings, 'use_directory_urls') };
  return {
    advice: 'mend its name',
    leadsTo({ form, path }, origin) {
      const isRelative = form === 'markdown' && path !== '' && !path.startsWith('/');
      return isRelative ? fileAt(source, path, origin) : null;
    },
    servedAt: (path) => servedAt(source, path),
  };
}

function fileAt(source: MkdocsSource, path: string, origin: Origin): Target | null {
  const { repository, docs, posts, subPath } = source;
  const file = besideFile(origin, path);
  const isFound = file?.startsWith(`${docs}/`) === true && isThere(repository, file);
  if (file === null || !isFound)
    return sourceExtension.test(path) ? { dead: `There is no file ${path}: mend the name.` } : null;
  if (sourceExtension.test(file))
    return file.startsWith(`${docs}/${posts}/`)
      ? { file }
      : { path: joinPath(subPath, pageOf(source, file)) };
  return /\.\w+$/.test(file) ? { path: joinPath(subPath, placeOf(source, file)) } : null;
}

function placeOf({ docs, blog, posts }: MkdocsSource, file: string): string {
  const own = file.slice(docs.length + 1);
  return own.startsWith(`${posts}/`) ? `${blog}/${own.slice(posts.length + 1)}` : own;
}

/** A page of MkDocs that is no post. */
function pageOf({ docs, isUgly }: MkdocsSource, file: string): string {
  const bare = file.slice(docs.length + 1).replace(sourceExtension, '');
  const folder = posix.dirname(bare) === '.' ? '' : `${posix.dirname(bare)}/`;
  if (/^(?:index|README)$/.test(posix.basename(bare))) return isUgly ? `${folder}index.html` : folder;
  return isUgly ? `${bare}.html` : `${bare}/`;
}

function servedAt({ repository, docs, blog, posts }: MkdocsSource, path: string): string | null {
  const inPosts = path.startsWith(`/${blog}/`)
    ? below(`${docs}/${posts}`, path.slice(blog.length + 1))
    : null;
  const own = inPosts === null ? null : ifThere(repository, inPosts);
  const other = ifThere(repository, below(docs, path));
  const found = own ?? (other?.startsWith(`${docs}/${posts}/`) === true ? null : other);
  return found === null || sourceExtension.test(found) ? null : found;
}
