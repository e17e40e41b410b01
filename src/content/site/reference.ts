import { posix } from 'node:path';
import type { Origin, Repository } from './site.ts';

/** A file of a site's source that becomes a page. */
export const sourceExtension = /\.(?:mdx?|markdown|mdown|mkd)$/i;

/** Whether a file or folder is there. */
export function isThere(repository: Repository, path: string): boolean {
  const { dir, base } = posix.parse(path);
  return base !== '' && repository.list(dir).includes(base);
}

/** The path, if a file is there. */
export function ifThere(repository: Repository, path: string): string | null {
  return isThere(repository, path) ? path : null;
}

/** The first of these that is there. */
export function firstThere(repository: Repository, paths: readonly string[]): string | null {
  return paths.find((path) => !path.startsWith('..') && isThere(repository, path)) ?? null;
}

/** What an address means that is relative to the file it stands in; null where it leads out of the site. */
export function besideFile(origin: Pick<Origin, 'file'>, path: string): string | null {
  const joined = posix.join(posix.dirname(origin.file), path).replace(/(?<=.)\/$/, '');
  return joined.startsWith('..') || joined === '.' ? null : joined;
}

/** Below a folder, whatever `..` a path has. */
export function below(folder: string, path: string): string {
  return posix.join(folder, posix.join('/', path)).replace(/^\.?\//, '');
}

/** The files below a folder, as far as names tell; at most so many folders are looked at. */
export function filesBelow(repository: Repository, folder: string, most = 2_000): string[] {
  const folders = [folder];
  const files: string[] = [];
  for (let at = 0; at < folders.length && at < most; at += 1) {
    const current = folders[at] ?? '';
    for (const name of repository.list(current)) {
      const path = current === '' ? name : `${current}/${name}`;
      if (/\.[a-z]\w{0,8}$/i.test(name)) files.push(path);
      else if (!name.startsWith('.') && name !== 'node_modules') folders.push(path);
    }
  }
  return files;
}

/** The folder that the page of a path stands for: `/a/b/` of `/a/b/`, of `/a/b.html` and of `/a/b`. */
export function folderOfPage(path: string): string {
  return path.endsWith('/') ? path : `${path.replace(/\.html?$/i, '')}/`;
}

/** The rest of a path below a folder; null where it lies elsewhere. */
export function restBelow(folder: string, path: string): string | null {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : null;
}

/** A path without the sub-path of the site; null outside it. */
export function withoutSubPath(path: string, subPath: string): string | null {
  return subPath === '' || path === subPath
    ? path
    : path.startsWith(`${subPath}/`)
      ? path.slice(subPath.length)
      : null;
}
