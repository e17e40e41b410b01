import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { SiteFolder } from '../generators/issue-site.ts';
import { resolveInside } from '../inside-file.ts';
import type { Repository } from '../site/site.ts';

/** No configuration, and no page of a site's code, comes near. */
const maxBytes = 512 * 1024;
/** Folders above the content that may be the root of the site. */
const mostAbove = 8;

/** The content folder and those above it, up to the root of the repository (a folder with `.git`). */
export function siteFolders(root: string): SiteFolder[] {
  const folders: SiteFolder[] = [];
  for (let at = root; folders.length < mostAbove; at = dirname(at)) {
    folders.push({ repository: repositoryAt(at), content: relative(at, root).split(sep).join('/') });
    if (dirname(at) === at || lstatSync(join(at, '.git'), { throwIfNoEntry: false })) break;
  }
  return folders;
}

function repositoryAt(root: string): Repository {
  const texts = new Map<string, string | null>();
  const names = new Map<string, readonly string[]>();
  return {
    read: (path) => remembered(texts, path, () => readText(root, path)),
    list: (path) => remembered(names, path, () => readNames(root, path)),
  };
}

function remembered<Value>(known: Map<string, Value>, path: string, read: () => Value): Value {
  const found = known.get(path);
  if (found !== undefined) return found;
  const value = read();
  known.set(path, value);
  return value;
}

/** Null where the file system says no, and for a link that leads out of the folder (CWE-59). */
function readText(root: string, path: string): string | null {
  try {
    const file = resolveInside(root, path);
    const found = file === null ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === null || !found?.isFile() || found.size > maxBytes) return null;
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return null;
  }
}

function readNames(root: string, path: string): readonly string[] {
  try {
    const folder = resolveInside(root, path);
    return folder === null ? [] : readdirSync(folder).sort();
  } catch {
    return [];
  }
}
