import { posix } from 'node:path';
import { below, besideFile, ifThere, isThere, sourceExtension } from '../site/reference.ts';
import { isOn, type Settings } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Reference,
  type Repository,
  type SiteLinks,
  type Target,
} from '../site/site.ts';

interface VitepressSource {
  readonly repository: Repository;
  /** The folder of its pages, `srcDir`. */
  readonly source: string;
  readonly base: string;
  readonly isClean: boolean;
}

/** VitePress gives relative pictures names of their own, and mends links (its `normalizeHref`). */
export function vitepressLinks(
  settings: Settings,
  source: string,
  base: string,
  repository: Repository,
): SiteLinks {
  const site = { repository, source, base, isClean: isOn(settings, 'cleanUrls') };
  return {
    advice: 'mend its name',
    leadsTo(reference, origin) {
      if (reference.kind === 'image') return imageAt(site, reference, origin);
      return reference.form === 'html' || reference.path === '' ? null : linked(site, reference.path, origin);
    },
    servedAt: (path) => ifThere(repository, below(posix.join(source, 'public'), path)),
  };
}

function imageAt(site: VitepressSource, { form, path }: Reference, origin: Origin): Target | null {
  const { repository, source, base } = site;
  if (path.startsWith('/')) {
    const isPublic = isThere(repository, below(posix.join(source, 'public'), path));
    const own = isPublic ? null : ifThere(repository, below(source, path));
    return own === null ? { path: joinPath(base, path) } : { hashed: own };
  }
  // What Vue takes for the path of a module.
  const isModule = form === 'markdown' || /^(?:\.{1,2}\/|~|@\/)/.test(path);
  return isModule ? { hashed: besideFile(origin, path) ?? path } : null;
}

function linked(
  { repository, source, base, isClean }: VitepressSource,
  path: string,
  origin: Origin,
): Target | null {
  if (sourceExtension.test(path)) {
    const file = path.startsWith('/') ? below(source, path) : besideFile(origin, path);
    const isFound = file !== null && isThere(repository, file);
    return isFound
      ? { file }
      : { dead: `There is no file ${path}: mend the name, VitePress stops at it too.` };
  }
  const isWhole = isClean || /\.\w+$|\/$/.test(path);
  const named = isWhole ? path : `${path}.html`;
  if (path.startsWith('/')) return { path: joinPath(base, named) };
  const page = origin.page?.path;
  return page == null ? null : { path: relativeTo(page, named) };
}

function relativeTo(page: string, path: string): string {
  const folder = page.slice(0, page.lastIndexOf('/') + 1);
  const joined = posix.join(folder, path);
  return joined.startsWith('/') ? joined : `/${joined}`;
}
