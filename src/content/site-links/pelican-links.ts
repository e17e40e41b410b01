import { posix } from 'node:path';
import { below, besideFile, ifThere, isThere, sourceExtension } from '../site/reference.ts';
import { listAt, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Repository,
  type SiteLinks,
  subPathOf,
  type Target,
} from '../site/site.ts';

interface PelicanSource {
  readonly settings: Settings;
  readonly repository: Repository;
  /** The content folder, `PATH`. */
  readonly content: string;
  readonly subPath: string;
  slugOf(text: string): string;
}

const word = /^[{|](filename|static|attach|index|category|tag|author)[}|](.*)$/s;

/** Pelican completes what begins with one of its words in braces (docs.getpelican.com/en/latest/content.html). */
export function pelicanLinks(
  settings: Settings,
  content: string,
  slugOf: (text: string) => string,
  repository: Repository,
): SiteLinks {
  const subPath = subPathOf(textAt(settings, 'SITEURL'));
  const source: PelicanSource = { settings, repository, content, subPath, slugOf };
  const copied = settings['STATIC_PATHS'] === undefined ? ['images'] : listAt(settings, 'STATIC_PATHS');
  return {
    advice: 'write {filename}name.md for its address',
    leadsTo({ path }, origin) {
      const [, mark = '', rest = ''] = word.exec(path) ?? [];
      if (mark === 'index')
        return { path: joinPath(subPath, textAt(settings, 'INDEX_SAVE_AS') ?? 'index.html') };
      if (/^(?:category|tag|author)$/.test(mark)) return listPage(source, mark, rest);
      return mark === '' ? null : fileOf(source, mark, rest, origin);
    },
    servedAt(path) {
      const file = ifThere(repository, below(content, path));
      if (file === null || sourceExtension.test(file)) return null;
      const isCopied = copied.some(
        (one) => typeof one === 'string' && file.startsWith(`${below(content, one)}/`),
      );
      // Any other post may name it with {static}, and then it is there.
      return isCopied ? file : 'unknown';
    },
  };
}

function fileOf(source: PelicanSource, mark: string, path: string, origin: Origin): Target | null {
  const { repository, content, subPath } = source;
  const file = path.startsWith('/') ? below(content, path) : besideFile(origin, path);
  if (file === null || !isThere(repository, file))
    return { dead: `There is no file ${path} in ${content}: mend the name.` };
  if (sourceExtension.test(file) && mark === 'filename') return { file };
  if (mark !== 'attach') return { path: joinPath(subPath, file.slice(content.length)) };
  const page = origin.page?.path;
  return page == null
    ? null
    : { path: joinPath(page.slice(0, page.lastIndexOf('/') + 1), posix.basename(file)) };
}

function listPage({ settings, subPath, slugOf }: PelicanSource, kind: string, name: string): Target | null {
  const pattern = textAt(settings, `${kind.toUpperCase()}_URL`) ?? `${kind}/{slug}.html`;
  const isPlain = /^[^{}]*(?:\{slug\}[^{}]*)?$/.test(pattern);
  return isPlain ? { path: joinPath(subPath, pattern.replace('{slug}', slugOf(name))) } : null;
}
