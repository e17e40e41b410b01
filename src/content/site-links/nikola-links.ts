import { posix } from 'node:path';
import { below, filesBelow, ifThere, isThere, sourceExtension } from '../site/reference.ts';
import { type Settings, textAt } from '../site/settings.ts';
import { joinPath, type Repository, type SiteLinks, subPathOf, type Target } from '../site/site.ts';

/**
 * Nikola completes `link://` (getnikola.com/path_handlers.html), and puts the sub-path before what begins at the root.
 * @param folders those of its posts and pages
 * @param slugOf the slug that a file states, else the one of its name
 */
export function nikolaLinks(
  settings: Settings,
  folders: readonly string[],
  slugOf: (file: string) => string,
  repository: Repository,
): SiteLinks {
  const subPath = subPathOf(textAt(settings, 'SITE_URL'));
  const bySlug = (name: string): Target => {
    const files = folders.flatMap((folder) => filesBelow(repository, folder));
    const posts = files.filter((file) => sourceExtension.test(file));
    const isNamed = (file: string) => posix.basename(file).replace(sourceExtension, '') === name;
    const file = posts.find(isNamed) ?? posts.find((one) => slugOf(one) === name);
    return file === undefined ? missing(name) : { file };
  };
  const completed: Readonly<Record<string, (name: string) => Target>> = {
    filename: (name) =>
      isThere(repository, below('', name)) ? { file: below('', name), bare: true } : missing(name),
    slug: bySlug,
    root: () => ({ path: joinPath(subPath, '/') }),
    archive: (name) => ({ path: joinPath(subPath, archiveOf(settings, name)) }),
  };
  return {
    advice: 'write link://filename/posts/name.md for its address',
    leadsTo({ written, path }) {
      const [, kind, name = ''] = /^link:\/\/([a-z_]+)\/?([^?#]*)/.exec(written) ?? [];
      if (kind === undefined) return path.startsWith('/') ? { path: joinPath(subPath, path) } : null;
      const complete = Object.hasOwn(completed, kind) ? completed[kind] : undefined;
      return (
        complete?.(name) ?? {
          dead: `Where link://${kind} leads only Nikola works out: write the whole address.`,
        }
      );
    },
    servedAt: (path) =>
      ifThere(repository, path.startsWith('/images/') ? below('', path) : below('files', path)),
  };
}

function archiveOf(settings: Settings, name: string): string {
  const folder = textAt(settings, 'ARCHIVE_PATH') ?? '';
  const file = textAt(settings, 'ARCHIVE_FILENAME') ?? 'archive.html';
  return `${folder}/${name === '' ? file : `${name}/`}`;
}

const missing = (name: string): Target => ({ dead: `There is no post ${name}: mend the name.` });
