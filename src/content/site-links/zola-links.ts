import { posix } from 'node:path';
import { below, folderOfPage, ifThere, restBelow, sourceExtension } from '../site/reference.ts';
import { type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Reference,
  type Repository,
  type SiteLinks,
  subPathOf,
  type Target,
} from '../site/site.ts';

/** Zola: getzola.org/documentation/content/linking. `sectionPath` is the path of a section's folders. */
export function zolaLinks(
  settings: Settings,
  repository: Repository,
  sectionPath: (folders: readonly string[]) => string,
): SiteLinks {
  const subPath = subPathOf(textAt(settings, 'base_url'));

  function leadsTo({ written }: Reference): Target | null {
    const wanted = /^@\/([^?#]+)/.exec(written)?.[1];
    if (wanted === undefined) return null;
    const file = below('content', wanted);
    if (ifThere(repository, file) === null)
      return { dead: `There is no content/${wanted}: mend the name, Zola stops at it too.` };
    const folders = posix
      .dirname(wanted)
      .split('/')
      .filter((folder) => folder !== '.');
    return posix.basename(file).startsWith('_index.') ? { path: sectionPath(folders) } : { file };
  }

  return {
    advice: 'write @/folder/name.md for its address',
    leadsTo,
    servedAt(path, { file, page }) {
      const shared = ifThere(repository, below('static', path));
      if (shared !== null) return shared;
      const isBundle = posix.basename(file).startsWith('index.');
      const rest =
        page?.path == null || !isBundle ? null : restBelow(folderOfPage(page.path), joinPath(subPath, path));
      const own = rest === null ? null : ifThere(repository, below(posix.dirname(file), rest));
      if (own !== null && !sourceExtension.test(own)) return own;
      const beside = below('content', path);
      const isPart = repository.list(posix.dirname(beside)).some((name) => name.startsWith('index.'));
      return isPart || sourceExtension.test(beside) ? null : ifThere(repository, beside);
    },
  };
}
