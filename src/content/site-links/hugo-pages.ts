import { posix } from 'node:path';
import { below, besideFile, filesBelow, firstThere, isThere, sourceExtension } from '../site/reference.ts';
import { isOn, type Settings } from '../site/settings.ts';
import { joinPath, type Origin, type Repository, type TagCall, type Target } from '../site/site.ts';

/** The source of a site of Hugo. */
export interface HugoSource {
  readonly settings: Settings;
  readonly repository: Repository;
  /** The content folder, from the root of the site. */
  readonly root: string;
  readonly subPath: string;
}

export const hugoIndex = /^index\.(?:[\w-]+\.)?(?:md|markdown|html)$/i;

/** The folder of a post that is the index of one. */
export function bundleOf({ root }: HugoSource, { file }: Origin): string | null {
  return hugoIndex.test(posix.basename(file)) && posix.dirname(file) !== root ? posix.dirname(file) : null;
}

/** Hugo's `GetPage`: from the folder of the post, else from the root of the content; its end may be left out. */
export function hugoPage(source: HugoSource, path: string, origin: Origin): Target | null {
  const bare = path.replace(/(?<=.)\/$/, '');
  if (bare === '') return null;
  const places = [
    ...(path.startsWith('/') ? [] : besidePost(source, bare, origin)),
    below(source.root, bare),
  ];
  for (const place of places) {
    const found = pageAt(source, place);
    if (found !== null) return found;
  }
  return null;
}

function besidePost(source: HugoSource, path: string, origin: Origin): string[] {
  const bundle = bundleOf(source, origin);
  const beside = bundle === null ? [] : [posix.join(posix.dirname(bundle), path)];
  return [besideFile(origin, path), ...beside].filter(
    (place) => place !== null && !place.startsWith('..'),
  ) as string[];
}

function pageAt(source: HugoSource, place: string): Target | null {
  const ends = sourceExtension.test(place) ? [''] : ['.md', '.markdown', '/index.md'];
  const file = firstThere(
    source.repository,
    ends.map((end) => place + end),
  );
  if (file !== null) return { file };
  return isSection(source, place) ? sectionAt(source, place) : null;
}

/** The first folder is a section, and each below it that has an `_index.md`. */
function isSection({ repository, root }: HugoSource, place: string): boolean {
  if (place === root) return true;
  if (!place.startsWith(`${root}/`)) return false;
  const names = repository.list(place);
  return names.includes('_index.md') || (posix.dirname(place) === root && names.length > 0);
}

function sectionAt({ settings, root, subPath }: HugoSource, place: string): Target {
  const folder = joinPath(subPath, place.slice(root.length).toLowerCase().replaceAll(' ', '-'), '/');
  return { path: isOn(settings, 'uglyURLs') ? `${folder}index.html` : folder };
}

/** `ref` and `relref`, which find a page by its name alone where only one has it. */
export function hugoReference(source: HugoSource, call: TagCall, origin: Origin): Target | null {
  const wanted = call.named.get('path') ?? call.positional[0] ?? '';
  const path = wanted.replace(/#.*$/, '');
  if (path === '' || /^[a-z]+:/i.test(path)) return null;
  const found = hugoPage(source, path, origin);
  if (found !== null) return found;
  const [file, ...others] = namesakes(source, path.replace(/^\//, ''));
  if (file === undefined) return { dead: `There is no page ${wanted} in ${source.root}: mend the name.` };
  if (others.length === 0) return { file };
  const named = [file, ...others].slice(0, 3).join(', ');
  return { dead: `Several pages are called ${wanted} (${named}): say the folder too.` };
}

function namesakes({ repository, root }: HugoSource, name: string): string[] {
  const bare = name.replace(sourceExtension, '');
  return filesBelow(repository, root).filter((file) => {
    if (!sourceExtension.test(file)) return false;
    const isNamed = posix.basename(file).replace(sourceExtension, '') === bare;
    return isNamed || file.endsWith(`/${bare}/index.md`);
  });
}

/** A file of `assets/`, which `resources.Get` puts at the same path. */
export function hugoAsset({ repository, subPath }: HugoSource, path: string): Target | null {
  const isAsset = path !== '' && isThere(repository, below('assets', path));
  return isAsset ? { path: joinPath(subPath, path) } : null;
}
