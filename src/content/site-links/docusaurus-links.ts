import { below, besideFile, firstThere, ifThere, sourceExtension } from '../site/reference.ts';
import { type Settings, settingAt } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Reference,
  type Repository,
  type SiteLinks,
  type Target,
} from '../site/site.ts';

interface DocusaurusSource {
  readonly settings: Settings;
  readonly subPath: string;
  /** The folders of its blogs. */
  readonly folders: readonly string[];
  readonly repository: Repository;
}

/** Docusaurus gives every picture and file of markdown a name of its own, and puts the sub-path before links. */
export function docusaurusLinks(source: DocusaurusSource): SiteLinks {
  return {
    advice: 'mend its name',
    leadsTo(reference, origin) {
      const { form, path, written } = reference;
      if (written.startsWith('pathname://')) return { instead: written.replace(/^pathname:\/\//, '') };
      if (form === 'html' || path === '') return null;
      return reference.kind === 'image'
        ? { hashed: fileOf(source, path, origin) ?? path }
        : linked(source, reference, origin);
    },
    servedAt: (path) => ifThere(source.repository, below('static', path)),
  };
}

function linked(source: DocusaurusSource, { path }: Reference, origin: Origin): Target | null {
  if (sourceExtension.test(path)) return sourceOf(source, path, origin);
  const isFile = /\.\w{1,8}$/.test(path) && !/\.html?$/i.test(path);
  const file = isFile ? fileOf(source, path, origin) : null;
  if (file !== null) return { hashed: file };
  if (path.startsWith('/')) return { path: ended(source, joinPath(source.subPath, path)) };
  const page = origin.page?.path;
  if (page == null) return null;
  const whole = new URL(encodeURI(path), `https://page.invalid${encodeURI(page)}`).pathname;
  return { path: ended(source, decodeURIComponent(whole)) };
}

/** Relative to the post, else to the folder of its blog. */
function sourceOf({ repository, folders }: DocusaurusSource, path: string, origin: Origin): Target {
  const beside = path.startsWith('/') ? null : besideFile(origin, path);
  const inBlogs = folders.map((folder) => below(folder, path));
  const file = firstThere(repository, [...(beside === null ? [] : [beside]), ...inBlogs, below('', path)]);
  if (file !== null) return { file };
  return { dead: `There is no file ${path} beside it or in ${folders.join(', ')}: mend the name.` };
}

function fileOf({ repository }: DocusaurusSource, path: string, origin: Origin): string | null {
  const own = path.startsWith('/') ? below('static', path) : besideFile(origin, path);
  return own === null ? null : ifThere(repository, own);
}

function ended({ settings }: DocusaurusSource, path: string): string {
  const slash = settingAt(settings, 'trailingSlash');
  if (slash === true && !/\.\w{1,8}$/.test(path)) return path.replace(/(?<!\/)$/, '/');
  return slash === false ? path.replace(/(?<=.)\/$/, '') : path;
}
