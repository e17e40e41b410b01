import { posix } from 'node:path';
import {
  below,
  besideFile,
  folderOfPage,
  ifThere,
  isThere,
  restBelow,
  sourceExtension,
} from '../site/reference.ts';
import { groupAt, isOff, isOn, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Reference,
  type Repository,
  type SiteLinks,
  subPathOf,
  type TagCall,
  type Target,
} from '../site/site.ts';
import { bundleOf, type HugoSource, hugoAsset, hugoIndex, hugoPage, hugoReference } from './hugo-pages.ts';

/**
 * Hugo leaves addresses as they are, but for `ref`, `relref` and `figure`, and where a render hook resolves them: its own
 * where there are several languages (gohugo.io/render-hooks/links and /images), or one of the site.
 */
export function hugoLinks(settings: Settings, repository: Repository): SiteLinks {
  const root = textAt(settings, 'contentDir') ?? 'content';
  const source: HugoSource = { settings, repository, root, subPath: subPathOf(textAt(settings, 'baseURL')) };
  const hooks = { link: isHooked(source, 'link'), image: isHooked(source, 'image') };
  return {
    advice: 'write {{< ref "name.md" >}} for its address',
    leadsTo(reference, origin) {
      const isRead = hooks[reference.kind] && reference.form === 'markdown' && reference.path !== '';
      const found = isRead ? hooked(source, reference, origin) : null;
      if (found !== null) return found;
      const isCanonical = isOn(settings, 'canonifyURLs') && reference.path.startsWith('/');
      return isCanonical ? { path: joinPath(source.subPath, reference.path) } : null;
    },
    servedAt: (path, origin) => servedAt(source, path, origin),
    tag: (call, origin) => tagged(source, call, origin),
  };
}

/** A page by its path, a file of the bundle, a file of `assets/`. */
function hooked(source: HugoSource, { kind, path }: Reference, origin: Origin): Target | null {
  const page = kind === 'link' ? hugoPage(source, path, origin) : null;
  return page ?? resourceAt(source, path, origin) ?? hugoAsset(source, path);
}

function tagged(source: HugoSource, call: TagCall, origin: Origin): Target | null {
  if (/^(?:ref|relref)$/.test(call.name)) return hugoReference(source, call, origin);
  const image = call.name === 'figure' ? call.named.get('src') : undefined;
  if (image === undefined || /^(?:[a-z]+:|\/\/)/i.test(image)) return null;
  return resourceAt(source, image, origin) ?? hugoAsset(source, image);
}

/** A file of the bundle of a post, which lies below its page whatever its address is. */
function resourceAt(source: HugoSource, path: string, origin: Origin): Target | null {
  const bundle = bundleOf(source, origin);
  const page = origin.page?.path;
  if (bundle === null || page == null || path.startsWith('/')) return null;
  const file = besideFile(origin, path);
  const rest = file === null || sourceExtension.test(file) ? null : restBelow(bundle, file);
  const isFile = file !== null && rest !== null && isThere(source.repository, file);
  return isFile ? { path: joinPath(folderOfPage(page), rest) } : null;
}

function servedAt(source: HugoSource, path: string, origin: Origin): string | null {
  const { repository, root, subPath } = source;
  const shared = ifThere(repository, below('static', path));
  if (shared !== null) return shared;
  const bundle = bundleOf(source, origin);
  const page = origin.page?.path;
  const rest = page == null ? null : restBelow(folderOfPage(page), joinPath(subPath, path));
  const own = rest === null || bundle === null ? null : ifThere(repository, below(bundle, rest));
  if (own !== null && !sourceExtension.test(own)) return own;
  const file = below(root, path);
  // What lies beside an index.md belongs to that page.
  const isPart = repository.list(posix.dirname(file)).some((name) => hugoIndex.test(name));
  return isPart || sourceExtension.test(file) ? null : ifThere(repository, file);
}

/** Whether the addresses of markdown go through a hook; one of the site resolves files of the source, as they all do. */
function isHooked({ settings, repository }: HugoSource, kind: 'link' | 'image'): boolean {
  const hook = ['markup', 'goldmark', 'renderHooks', kind] as const;
  const stated = textAt(settings, ...hook, 'useEmbedded');
  if (stated === 'always' || stated === 'fallback' || isOn(settings, ...hook, 'enableDefault')) return true;
  const themes = repository.list('themes').map((name) => `themes/${name}/`);
  const places = ['', ...themes].flatMap((at) => [`${at}layouts/_markup`, `${at}layouts/_default/_markup`]);
  const isOwn = (name: string) => name.startsWith(`render-${kind}.`);
  if (places.some((place) => repository.list(place).some(isOwn))) return true;
  const isSeveral = Object.keys(groupAt(settings, 'languages')).length > 1;
  return isSeveral && stated !== 'never' && !isOff(settings, ...hook, 'enableDefault');
}
